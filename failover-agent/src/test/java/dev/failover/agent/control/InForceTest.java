package dev.failover.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.ConfigurationReader;
import dev.failover.component.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What is in force")
class InForceTest {
    private static final String EVIDENCE = """
            evidence:
                  collectors: {log: {type: command, command: [id]}}
            """;

    @TempDir
    Path directory;

    private Configuration configuration(String secret, String more) throws IOException {
        Path file = Files.writeString(directory.resolve("failover.yaml"), """
                state-directory: /nowhere
                watcher: home
                providers:
                  dns: {type: rfc2136, zone: example.org, server: 192.0.2.53, tsig-name: failover., tsig-secret: "${TSIG}"}
                services:
                  www:
                    records: [{provider: dns, name: www, type: A, ttl: 60s}]
                    sites:
                      - {name: prod, address: 203.0.113.10}
                      - {name: home, address: 198.51.100.7}
                    check: {type: tcp, port: 443}
                    %s
                """.formatted(more));
        return ConfigurationReader.read(file, Map.of("TSIG", secret));
    }

    private static List<Secret> secrets(String... values) {
        return Stream.of(values).map(Secret::of).toList();
    }

    @Test
    @DisplayName("tells every secret that ever was, evidence or not, whatever the file says by now")
    void everySecret() throws Exception {
        for (String first : List.of("", EVIDENCE)) {
            try (Configuration one = configuration("c2VjcmV0LTE=", first);
                    Configuration two = configuration("c2VjcmV0LTI=", EVIDENCE);
                    Configuration three = configuration("c2VjcmV0LTM=", "");
                    InForce inForce = new InForce(one)) {
                Files.writeString(directory.resolve("failover.yaml"), "");
                inForce.set(two);
                inForce.set(three);
                assertThat(inForce.secrets())
                        .containsExactlyInAnyOrderElementsOf(secrets("c2VjcmV0LTE=", "c2VjcmV0LTI=", "c2VjcmV0LTM="));
            }
        }
    }

    @Test
    @DisplayName("tells who follows it at once, and after each change, even after one that fails")
    void follow() throws Exception {
        try (Configuration one = configuration("c2VjcmV0LTE=", "");
                Configuration two = configuration("c2VjcmV0LTI=", "");
                InForce inForce = new InForce(one)) {
            List<Configuration> seen = new ArrayList<>();
            inForce.follow(() -> {
                throw new NoClassDefFoundError("a bug");
            });
            inForce.follow(() -> seen.add(inForce.get()));
            inForce.set(two);
            assertThat(seen).containsExactly(one, two);
        }
    }

    @Test
    @DisplayName("knows the secrets of what comes before any of it is at work")
    void expected() throws Exception {
        try (Configuration next = configuration("c2VjcmV0LTI=", "");
                InForce inForce = new InForce(configuration("c2VjcmV0LTE=", ""))) {
            inForce.expect(next);
            assertThat(inForce.secrets()).containsExactlyInAnyOrderElementsOf(secrets("c2VjcmV0LTE=", "c2VjcmV0LTI="));
        }
    }
}
