package dev.failover.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.Finding;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.RejectedException;
import dev.failover.component.Settings;
import dev.failover.component.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Files in a bucket")
@Timeout(60)
class S3FilesTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String HTML = "text/html; charset=utf-8";

    private S3Imitation s3;

    @BeforeEach
    void start() throws IOException {
        s3 = new S3Imitation();
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
    }

    private S3Builder<S3Files> builder() {
        return s3.reachedBy(S3Files.builder());
    }

    @Test
    @DisplayName("are there as they were put, signed with their type, and not kept by caches; nothing is read for it")
    void put() throws Exception {
        try (S3Files files = builder().build();
                S3Files below = builder().prefix("status/").build()) {
            files.put("index.html", HTML, "<p>é</p>", TIMEOUT);
            files.put("index.html", HTML, "<p>è</p>", TIMEOUT);
            below.put("badge/www.svg", "image/svg+xml", "<svg/>", TIMEOUT);
        }
        assertThat(s3.requests())
                .containsExactly(
                        "PUT /my-watchers/index.html",
                        "PUT /my-watchers/index.html",
                        "PUT /my-watchers/status/badge/www.svg");
        assertThat(s3.content("index.html")).contains("<p>è</p>");
        assertThat(s3.kind("index.html")).isEqualTo(HTML + ", no-cache");
        assertThat(s3.content("status/badge/www.svg")).contains("<svg/>");
        assertThat(s3.kind("status/badge/www.svg")).isEqualTo("image/svg+xml, no-cache");
    }

    @Test
    @DisplayName("that are kept are byte by byte what was put, are read back, and never replaced")
    void keep() throws Exception {
        byte[] bytes = {0, (byte) 0xff, '\r', '\n', (byte) 0xc3};
        try (S3Files files = builder().prefix("evidence/").build()) {
            files.keep("www-7/core", bytes, TIMEOUT);
            files.keep("www-7/core", bytes, TIMEOUT);
            assertThat(s3.bytes("evidence/www-7/core")).contains(bytes);
            assertThat(s3.requests())
                    .containsExactly(
                            "PUT /my-watchers/evidence/www-7/core",
                            "GET /my-watchers/evidence/www-7/core",
                            "PUT /my-watchers/evidence/www-7/core",
                            "GET /my-watchers/evidence/www-7/core");
            assertThatThrownBy(() -> files.keep("www-7/core", new byte[] {1}, TIMEOUT))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("evidence/www-7/core")
                    .hasMessageContaining("something else already");
            assertThat(s3.bytes("evidence/www-7/core")).contains(bytes);
            files.keep("www-7/nothing", new byte[0], TIMEOUT);
            assertThat(s3.bytes("evidence/www-7/nothing")).contains(new byte[0]);
            byte[] most = new byte[S3Files.MOST_KEPT];
            files.keep("www-7/most", most, TIMEOUT);
            assertThatThrownBy(() -> files.keep("www-7/more", new byte[S3Files.MOST_KEPT + 1], TIMEOUT))
                    .isInstanceOf(IllegalArgumentException.class);
            s3.damage();
            assertThatThrownBy(() -> files.keep("www-7/log", bytes, TIMEOUT))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("is not what was put there");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/index.html", "../index.html", "a//b", "a/", "a b", "a?b", ".hidden", "%2e"})
    @DisplayName("have names that mean the same everywhere")
    void names(String name) throws Exception {
        try (S3Files files = builder().build()) {
            assertThatThrownBy(() -> files.put(name, HTML, "x", TIMEOUT)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(s3.requests()).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "403, AccessDenied, RejectedException, grant this key s3:PutObject on status/*",
        "403, InvalidAccessKeyId, RejectedException, check access-key-id",
        "404, NoSuchBucket, RejectedException, make the bucket",
        "501, NotImplemented, RejectedException, HTTP 501",
        "503, SlowDown, UnavailableException, it may later",
        "200, '', UnavailableException, can't write now"
    })
    @DisplayName("are not taken for written when they were not; it is said what to do, and never the key")
    void refused(int status, String code, String kind, String words) throws Exception {
        s3.answerAll(new S3Imitation.Answer(status, S3Imitation.error(code, "of " + S3Imitation.SECRET), ""));
        try (S3Files files = builder().prefix("status/").build()) {
            assertThatThrownBy(() -> files.put("index.html", HTML, "x", TIMEOUT))
                    .satisfies(thrown ->
                            assertThat(thrown.getClass().getSimpleName()).isEqualTo(kind))
                    .hasMessageContaining(words)
                    .hasMessageNotContaining("conditional")
                    .hasMessageNotContaining(S3Imitation.SECRET);
            assertThat(files.toString()).contains("my-watchers", "status/").doesNotContain(S3Imitation.SECRET);
        }
    }

    @Test
    @DisplayName("are refused by a wrong key, and given up in time where nobody answers")
    void unreachable() throws Exception {
        try (S3Files files = builder().build()) {
            s3.secret("another");
            assertThatThrownBy(() -> files.put("index.html", HTML, "x", TIMEOUT))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("check secret-access-key");
            s3.heal();
            s3.hang();
            assertThatThrownBy(() -> files.put("index.html", HTML, "x", Duration.ofMillis(300)))
                    .isInstanceOf(UnavailableException.class);
        }
    }

    @Test
    @DisplayName("are looked for without reading or writing any, by a key that may only write, too")
    void inspect() throws Exception {
        try (S3Files files = builder().build()) {
            assertThat(files.inspect(TIMEOUT))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.severity() + finding.message())
                            .contains("OK", "knows the key", "the first write shows"));
            s3.answerAll(new S3Imitation.Answer(403, S3Imitation.error("AccessDenied", "Access Denied"), ""));
            assertThat(files.inspect(TIMEOUT)).extracting(Finding::severity).containsExactly(Finding.Severity.OK);
            s3.answerAll(new S3Imitation.Answer(404, S3Imitation.error("NoSuchBucket", "no"), ""));
            assertThat(files.inspect(TIMEOUT)).extracting(Finding::severity).containsExactly(Finding.Severity.ERROR);
            assertThat(s3.writes()).isZero();
        }
    }

    @Test
    @DisplayName("go where the coordinator's settings say")
    void settings() {
        assertThat(S3Files.of(Settings.of(Map.of(
                        "bucket",
                        "my-status",
                        "region",
                        "eu-west-3",
                        "access-key-id",
                        S3Imitation.KEY_ID,
                        "secret-access-key",
                        S3Imitation.SECRET))))
                .hasToString("bucket my-status at my-status.s3.eu-west-3.amazonaws.com");
        assertThatThrownBy(() -> S3Files.of(Settings.of(Map.of("bucket", "my-status", "prefx", "a/"))))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("region")
                .hasMessageContaining("secret-access-key")
                .hasMessageContaining("prefx");
    }
}
