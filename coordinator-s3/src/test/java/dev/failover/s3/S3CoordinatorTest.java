package dev.failover.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ConflictException;
import dev.failover.component.Finding;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import dev.failover.coordination.SharedRecord;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A coordinator in a bucket")
class S3CoordinatorTest {
    private static final String WWW = "www";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private S3Imitation s3;

    @BeforeEach
    void start() throws IOException {
        s3 = new S3Imitation();
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
    }

    private S3Builder<S3Coordinator> builder() {
        return s3.reachedBy(S3Coordinator.builder());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
    @DisplayName("refuses a store that takes a condition for nothing, before it writes a record there")
    void lenientStore(S3Imitation.Ignores ignored) throws Exception {
        s3.ignore(ignored);
        try (S3Coordinator coordinator = builder().build()) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> coordinator.write(WWW, Optional.empty(), "first", TIMEOUT))
                        .isInstanceOf(RejectedException.class)
                        .hasMessageContaining("no conditional writes");
            }
            assertThat(coordinator.read(WWW, TIMEOUT)).isEmpty();
        }
    }

    @Test
    @DisplayName(
            "tries the store once, with two requests where another watcher has done so before, and never reads for it")
    void probe() throws Exception {
        try (S3Coordinator one = builder().build();
                S3Coordinator other = builder().build()) {
            String first = one.write(WWW, Optional.empty(), "first", TIMEOUT);
            String second = one.write(WWW, Optional.of(first), "second", TIMEOUT);
            assertThat(s3.requests())
                    .containsExactly(
                            "PUT /my-watchers/failover/.probe",
                            "PUT /my-watchers/failover/.probe",
                            "PUT /my-watchers/failover/.probe",
                            "PUT /my-watchers/failover/www",
                            "PUT /my-watchers/failover/www");
            other.write(WWW, Optional.of(second), "third", TIMEOUT);
            assertThat(s3.requests()).hasSize(8);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "409, ConditionalRequestConflict, UnavailableException, it may later",
        "409, OperationAborted, UnavailableException, it may later",
        "500, InternalError, UnavailableException, it may later",
        "501, NotImplemented, RejectedException, no conditional writes",
        "400, RequestTimeout, UnavailableException, it may later",
        "400, AuthorizationHeaderMalformed, RejectedException, check region",
        "400, InvalidRequest, RejectedException, HTTP 400 InvalidRequest",
        "301, PermanentRedirect, RejectedException, check region and endpoint",
        "307, TemporaryRedirect, UnavailableException, it may later",
        "403, AccessDenied, RejectedException, s3:ListBucket",
        "403, InvalidAccessKeyId, RejectedException, check access-key-id",
        "403, RequestTimeTooSkewed, RejectedException, clock",
        "404, NoSuchBucket, RejectedException, make the bucket",
        "412, PreconditionFailed, ConflictException, www",
        "404, NoSuchKey, ConflictException, www"
    })
    @DisplayName("takes each answer to a write for what it is")
    void answers(int status, String code, String kind, String words) throws Exception {
        try (S3Coordinator coordinator = builder().build()) {
            String first = coordinator.write(WWW, Optional.empty(), "first", TIMEOUT);
            s3.answerAll(new S3Imitation.Answer(
                    status, S3Imitation.error(code, "of " + S3Imitation.SECRET + "\u001b[2J"), ""));
            assertThatThrownBy(() -> coordinator.write(WWW, Optional.of(first), "second", TIMEOUT))
                    .satisfies(thrown ->
                            assertThat(thrown.getClass().getSimpleName()).isEqualTo(kind))
                    .hasMessageContaining(words)
                    .message()
                    .doesNotContain(S3Imitation.SECRET, "\u001b");
        }
    }

    @Test
    @DisplayName("takes a page in HTML for no answer of S3, whatever its status")
    void pages() throws Exception {
        try (S3Coordinator coordinator = builder().build()) {
            for (int status : new int[] {200, 302, 400, 404, 502}) {
                s3.answerAll(new S3Imitation.Answer(status, "<html><body>Bad &nbsp; gateway", ""));
                assertThatThrownBy(() -> coordinator.read(WWW, TIMEOUT)).isInstanceOf(UnavailableException.class);
            }
        }
    }

    @Test
    @DisplayName("keeps away from an object that no watcher has written")
    void foreignObject() throws Exception {
        s3.put("failover/www", "something else");
        try (S3Coordinator coordinator = builder().build()) {
            assertThatThrownBy(() -> coordinator.read(WWW, TIMEOUT))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("failover/www");
            assertThatThrownBy(() -> coordinator.write(WWW, Optional.empty(), "first", TIMEOUT))
                    .isInstanceOf(ConflictException.class);
        }
    }

    @Test
    @DisplayName("never sends a version that is none: a store may take it for any")
    void noVersion() throws Exception {
        try (S3Coordinator coordinator = builder().build()) {
            String first = coordinator.write(WWW, Optional.empty(), "first", TIMEOUT);
            for (String none :
                    new String[] {"", "*", "\"\"", first.replace("\"", ""), "W/" + first, first + ", *", "\u00e9"}) {
                assertThatThrownBy(() -> coordinator.write(WWW, Optional.of(none), "second", TIMEOUT))
                        .as(none)
                        .isInstanceOf(ConflictException.class);
            }
            assertThat(coordinator.read(WWW, TIMEOUT)).hasValue(new SharedRecord(first, "first"));
        }
    }

    @Test
    @DisplayName("signs with a session's token, and says what is wrong with keys and clocks")
    void credentials() throws Exception {
        s3.requireToken();
        try (S3Coordinator without = builder().build();
                S3Coordinator with =
                        builder().sessionToken(Secret.of(S3Imitation.TOKEN)).build();
                S3Coordinator stranger = builder().accessKeyId("AKIDOTHER").build();
                S3Coordinator late = builder()
                        .sessionToken(Secret.of(S3Imitation.TOKEN))
                        .time(slow(Duration.ofMinutes(16)))
                        .build()) {
            with.write(WWW, Optional.empty(), "first", TIMEOUT);
            assertThatThrownBy(() -> without.read(WWW, TIMEOUT))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("give a new key with its token");
            assertThatThrownBy(() -> stranger.read(WWW, TIMEOUT))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("check access-key-id");
            assertThatThrownBy(() -> late.read(WWW, TIMEOUT))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("clock is wrong");
        }
    }

    private static TimeSource slow(Duration by) {
        TimeSource right = TimeSource.system();
        return new TimeSource() {
            @Override
            public long nanoTime() {
                return right.nanoTime();
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                right.sleep(duration);
            }

            @Override
            public Instant instant() {
                return right.instant().minus(by);
            }
        };
    }

    @Test
    @DisplayName("writes nothing to inspect the bucket, and says what shows only at the first write")
    void inspect() throws Exception {
        try (S3Coordinator coordinator = builder().build()) {
            assertThat(coordinator.inspect(TIMEOUT))
                    .singleElement()
                    .satisfies(finding ->
                            assertThat(finding.severity() + finding.message()).contains("OK", "the first write shows"));
            assertThat(s3.writes()).isZero();
            coordinator.write(WWW, Optional.empty(), "first", TIMEOUT);
            assertThat(coordinator.inspect(TIMEOUT))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.message()).contains("heeds conditions of writes"));
            s3.secret("another");
            assertThat(coordinator.inspect(TIMEOUT))
                    .extracting(Finding::severity)
                    .containsExactly(Finding.Severity.ERROR);
        }
        try (S3Coordinator elsewhere = builder().endpoint("http://s3.invalid").build()) {
            assertThat(elsewhere.inspect(TIMEOUT))
                    .extracting(Finding::severity)
                    .containsExactly(Finding.Severity.ERROR, Finding.Severity.WARNING);
        }
    }
}
