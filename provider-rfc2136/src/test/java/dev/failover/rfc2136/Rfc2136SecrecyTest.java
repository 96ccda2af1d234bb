package dev.failover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.failover.component.Secret;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import dev.failover.testkit.DnsServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class Rfc2136SecrecyTest {
    private static final String PLAIN = "nobody must read this";
    private static final String SECRET = Base64.getEncoder().encodeToString(PLAIN.getBytes(StandardCharsets.US_ASCII));

    @Test
    @DisplayName("neither a failure nor the log nor toString shows the key, and failures are logged with what they are")
    void secret() throws Exception {
        RecordKey www = new RecordKey("www", RecordType.A);
        // It knows nothing of keys, and answers without signature.
        try (DnsServer server = DnsServer.start("secrecy.example");
                Rfc2136DnsProvider provider = Rfc2136DnsProvider.builder()
                        .zone("secrecy.example")
                        .server(server.address())
                        .tsigName("secrecy-key.")
                        .tsigSecret(Secret.of(SECRET))
                        .build()) {
            StringWriter seen = new StringWriter();
            catchThrowable(() -> provider.find(www, Duration.ofSeconds(2)))
                    .printStackTrace(new PrintWriter(seen, true));
            seen.append(provider.inspect(Duration.ofSeconds(2)).toString()).append(provider.toString());
            assertThat(seen.toString()).contains("not believed", "secrecy-key.").doesNotContain(SECRET, PLAIN);
        }
        assertThat(Files.readString(Path.of(System.getProperty("org.slf4j.simpleLogger.logFile"))))
                .contains("Over UDP: 127.0.0.1:")
                .doesNotContain(SECRET, PLAIN);
        assertThat(catchThrowable(() -> Rfc2136DnsProvider.builder().tsigSecret(Secret.of(PLAIN + "!"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(PLAIN)
                .hasNoCause();
    }
}
