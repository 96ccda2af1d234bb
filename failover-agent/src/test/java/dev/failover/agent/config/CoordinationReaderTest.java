package dev.failover.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.coordination.Coordination;
import dev.failover.coordination.Coordination.Voter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The block coordination")
class CoordinationReaderTest {
    private static final String VALID = """
            state-directory: /var/lib/failover
            watcher: vps
            coordination:
              type: etcd
              endpoints: ["http://192.0.2.9:2379"]
              lease: 60s
              quorum: 2
              voters:
                - {name: prod, domain: gra}
                - {name: home, domain: home}
                - {name: vps, domain: vps}
            providers:
              bind: {type: rfc2136, zone: example.net, server: 192.0.2.53, tsig-name: k., tsig-secret: c2VjcmV0c2VjcmV0}
            services:
              www:
                records: [{provider: bind, name: www, type: A}]
                sites:
                  - {name: prod, address: 203.0.113.10, domain: gra}
                  - {name: home, address: 198.51.100.7, domain: home}
                check: {type: tcp, port: 443}
            """;

    @TempDir
    Path directory;

    private Configuration read(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("failover.yaml"), text);
        return ConfigurationReader.read(file, Map.of());
    }

    @Test
    @DisplayName("says who votes, for how long things hold, and turns the ownership record on")
    void read() throws IOException {
        try (Configuration configuration = read(VALID)) {
            Coordination together = configuration.coordination().orElseThrow();
            assertThat(together.watcher()).isEqualTo("vps");
            assertThat(together.voters())
                    .containsExactly(new Voter("prod", "gra"), new Voter("home", "home"), new Voter("vps", "vps"));
            assertThat(together.lease()).isEqualTo(Duration.ofSeconds(60));
            assertThat(configuration.services().get(0).watcher()).hasValue("vps");
            assertThat(configuration.services().get(0).sites().get(0).domain()).isEqualTo(Optional.of("gra"));
        }
    }

    private void refused(String from, String to, String fault) {
        assertThat(VALID).contains(from);
        assertThatThrownBy(() -> read(VALID.replace(from, to)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(fault);
    }

    @Test
    @DisplayName("is refused with every fault at its place")
    void faults() {
        refused("watcher: vps", "watcher: other", "coordination.voters: this watcher, other, is not among them");
        refused("lease: 60s", "lease: 15s", "coordination.lease: what a lease has left at least");
        refused("lease: 60s", "lease: soon", "coordination.lease");
        refused("  lease: 60s", "  leese: 60s", "coordination.leese: unknown");
        refused("type: etcd", "type: stone", "coordination.type: No coordinator named \"stone\"");
        refused(
                "- {name: home, domain: home}\n    ",
                "- {name: home}\n    ",
                "coordination.voters.1.domain: is missing");
        refused("    - {name: vps, domain: vps}\n", "    - {name: vps, domain: home}\n", "could never be left");
        refused("check: {", "ownership: false\n    check: {", "services.www.ownership: must be on");
    }
}
