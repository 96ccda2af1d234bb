package dev.failover.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The secrets of a file")
class SecretSettingsTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("KEY", "key-of-api", "SHORT", "abc", "WORD", "true");

    @TempDir
    Path directory;

    @Test
    @DisplayName("are what is put in, and what stands in settings of such names; also where much else is wrong")
    void found() throws Exception {
        Path pem = Files.writeString(directory.resolve("pem"), "line-1\nline-2\n");
        Path kept = Files.writeString(directory.resolve("kept"), "kept-elsewhere\n");
        Path file = Files.writeString(directory.resolve("failover.yaml"), """
                state-directory: /var/lib/failover
                providers:
                  key: {type: nothing, zone: example.org, application-key: "${KEY}", consumer-key: literal-key}
                notifiers:
                  phone: {type: http, header: {Authorization: "Bearer ${file:%s}", Accept: "application/json"}}
                page: {token: [first-token, second-token], public-key: true, secret: "${SHORT}${WORD}${NOT_SET}"}
                pem: ${file:%s}
                """.formatted(kept, pem));
        assertThat(ConfigurationReader.secrets(file, ENVIRONMENT))
                .extracting(Secret::reveal)
                .containsExactlyInAnyOrder(
                        "key-of-api",
                        "literal-key",
                        "kept-elsewhere",
                        "Bearer kept-elsewhere",
                        "first-token",
                        "second-token");
    }

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @DisplayName("are not asked for where they can be read but once, or nobody may ever write them")
    void pipe() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThat(ConfigurationReader.secrets(pipe, ENVIRONMENT)).isEmpty();
        assertThat(ConfigurationReader.secrets(directory.resolve("none.yaml"), ENVIRONMENT))
                .isEmpty();
    }
}
