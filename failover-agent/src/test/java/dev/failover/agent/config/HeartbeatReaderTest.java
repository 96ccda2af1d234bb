package dev.failover.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.config.HeartbeatDefinition.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The block heartbeats")
class HeartbeatReaderTest {
    private static final String REST = """
            state-directory: /var/lib/failover
            providers:
              bind: {type: rfc2136, zone: example.net, server: 192.0.2.53, tsig-name: k., tsig-secret: c2VjcmV0c2VjcmV0}
            services:
              www:
                records: [{provider: bind, name: www, type: A}]
                sites:
                  - {name: prod, address: 203.0.113.10}
                  - {name: home, address: 198.51.100.7}
                check: {type: tcp, port: 443}
            heartbeats:
            """;

    @TempDir
    Path directory;

    private Configuration read(String entry) throws IOException {
        return ConfigurationReader.read(
                Files.writeString(directory.resolve("failover.yaml"), REST + "  hc: " + entry + "\n"),
                Map.of("PING", "https://hc-ping.com/6b1a-very-secret"));
    }

    @Test
    @DisplayName("says whom to tell, in whose form, and how often")
    void read() throws IOException {
        try (Configuration configuration = read("{preset: healthchecks, url: \"${PING}\", every: 5m, timeout: 3s}")) {
            HeartbeatDefinition read = configuration.heartbeats().get("hc");
            assertThat(read.preset()).isEqualTo(Preset.HEALTHCHECKS);
            assertThat(read.url().reveal()).isEqualTo("https://hc-ping.com/6b1a-very-secret");
            assertThat(read.every()).isEqualTo(Duration.ofMinutes(5));
            assertThat(read.timeout()).isEqualTo(Duration.ofSeconds(3));
            assertThat(read).hasToString("heartbeat hc at hc-ping.com");
        }
    }

    @Test
    @DisplayName("needs a URL only")
    void defaults() throws IOException {
        try (Configuration configuration = read("{url: \"http://192.0.2.7:8080/alive?who=failover\"}")) {
            HeartbeatDefinition read = configuration.heartbeats().get("hc");
            assertThat(read.preset()).isEqualTo(Preset.GET);
            assertThat(read.every()).isEqualTo(Duration.ofMinutes(1));
            assertThat(read.timeout()).isEqualTo(Duration.ofSeconds(10));
            assertThat(read.host()).isEqualTo("192.0.2.7:8080");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{preset: gatus, token: x}                                | heartbeats.hc.url: is missing",
                "{url: \"${PING}\", every: 14s}                 | heartbeats.hc.every: must be from 15s to 1d",
                "{url: \"${PING}\", every: 2d}                  | heartbeats.hc.every: must be from 15s to 1d",
                "{url: \"${PING}\", timeout: 2m}                | heartbeats.hc.timeout: must be from 1ms to 1m",
                "{url: \"${PING}\", every: 20s, timeout: 20s}   | heartbeats.hc.timeout: must be less than every",
                "{url: \"ftp://hc-ping.com/very-secret\"}       | heartbeats.hc.url: must be an http or https URL",
                "{url: \"https://u:very-secret@hc-ping.com/\"}  | heartbeats.hc.url: must be an http or https URL",
                "{url: \"very secret\"}                         | heartbeats.hc.url: must be an http or https URL",
                "{preset: gatus, url: \"${PING}\"}              | heartbeats.hc.token: is missing",
                "{preset: gatus, url: \"${PING}\", token: \"a b\"} | heartbeats.hc.token: must be letters",
                "{preset: healthchecks, url: \"${PING}\", token: x} | heartbeats.hc.token: has no use",
                "{preset: uptime-kuma, url: \"${PING}\", token: x}  | heartbeats.hc.token: has no use",
                "{preset: healthchecks, url: \"${PING}\", fail-url: \"${PING}\"} | heartbeats.hc.fail-url: has no use",
                "{preset: nagios, url: \"${PING}\"}             | heartbeats.hc.preset: must be one of",
                "{url: \"${PING}\", evry: 1m}                   | heartbeats.hc.evry: unknown setting",
                "very-secret                                    | heartbeats.hc: must be a block"
            })
    @DisplayName("is refused with the setting's name, and without what is secret")
    void refused(String entry, String fault) throws IOException {
        try {
            read(entry).close();
            assertThat(entry).as("is accepted").isEmpty();
        } catch (InvalidConfigurationException e) {
            assertThat(e.faults()).hasSize(1);
            assertThat(e.faults().get(0).toString()).contains(fault).doesNotContain("very-secret");
        }
    }

    @Test
    @DisplayName("is redacted but for the host")
    void redacted() throws IOException {
        Path file = Files.writeString(
                directory.resolve("failover.yaml"),
                REST + "  hc: {preset: gatus, url: \"https://hc-ping.com/very-secret\", token: very-secret-too}\n");
        List<String> lines = RedactedConfiguration.read(file, Map.of()).lines();
        assertThat(lines)
                .contains("heartbeats.hc.preset: gatus", "heartbeats.hc.url: https://hc-ping.com/(left out)")
                .noneMatch(line -> line.contains("very-secret"));
    }
}
