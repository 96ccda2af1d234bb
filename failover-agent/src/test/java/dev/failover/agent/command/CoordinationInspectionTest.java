package dev.failover.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.ConfigurationReader;
import dev.failover.component.Finding;
import dev.failover.coordination.Coordination;
import dev.failover.testkit.InMemoryCoordinator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("`check`, of the store that watchers share, warns")
@Timeout(60)
class CoordinationInspectionTest {
    @TempDir
    Path directory;

    /** Nobody listens there: what is found of the store's place does not depend on its answers. */
    private Path file(String endpoint) throws Exception {
        return Files.writeString(directory.resolve("failover.yaml"), """
                state-directory: %s
                watcher: vps
                coordination:
                  type: etcd
                  endpoints: ["http://%s"]
                  voters:
                    - {name: home, domain: home}
                    - {name: vps, domain: vps}
                    - {name: office, domain: office}
                providers:
                  bind: {type: rfc2136, zone: localhost, server: 127.0.0.1, tsig-name: k., tsig-secret: c2VjcmV0c2VjcmV0}
                services:
                  www:
                    records: [{provider: bind, name: www, type: A}]
                    sites:
                      - {name: prod, address: 127.0.0.2, allow-private: true}
                      - {name: home, address: 127.0.0.3, allow-private: true}
                    check: {type: tcp, port: 443}
                """.formatted(directory, endpoint));
    }

    private List<String> warnings(String endpoint) throws Exception {
        try (Configuration configuration = ConfigurationReader.read(file(endpoint), Map.of())) {
            return new CoordinationInspection(configuration.coordination().orElseThrow(), configuration)
                    .findings().stream()
                            .filter(found -> found.severity() == Finding.Severity.WARNING)
                            .filter(found -> found.message().startsWith("the store"))
                            .map(Finding::message)
                            .toList();
        }
    }

    @Test
    @DisplayName("of a watcher that is configured differently, or says nothing of that")
    void differences() throws Exception {
        InMemoryCoordinator store = new InMemoryCoordinator();
        store.write("www", Optional.empty(), """
                {"format":1,"lease":{"holder":"","sequence":1,"duration":"PT45S"},"votes":{
                "home":{"sequence":1,"valid":"PT30S","sites":{},
                        "configuration":{"version":"0.1","settings":{"sites":"00000000","check.fall":"4e074085"}}},
                "office":{"sequence":1,"valid":"PT30S","sites":{}}}}""", Duration.ofSeconds(1));
        try (Configuration configuration = ConfigurationReader.read(file("127.0.0.9:9"), Map.of())) {
            Coordination together = Coordination.builder()
                    .coordinator(store)
                    .watcher("vps")
                    .voter("home", "home")
                    .voter("vps", "vps")
                    .voter("office", "office")
                    .build();
            assertThat(new CoordinationInspection(together, configuration).findings())
                    .filteredOn(found -> found.severity() == Finding.Severity.WARNING)
                    .extracting(Finding::message)
                    .containsExactly(
                            "www: home is configured differently from this watcher: sites; home has version 0.1, and this watcher "
                                    + ofThisBuild(),
                            "www: office says nothing of its configuration: it has an older version, or a watcher that has one wrote after it");
        }
    }

    /** Classes that are in no jar have none. */
    private static String ofThisBuild() {
        return Optional.ofNullable(Coordination.class.getPackage().getImplementationVersion())
                .orElse("unknown");
    }

    @Test
    @DisplayName("if it has the address of a site")
    void withASite() throws Exception {
        assertThat(warnings("127.0.0.3:9"))
                .containsExactly(
                        "the store, 127.0.0.3, has the address of home: if that site is lost, nothing is switched by itself");
    }

    @Test
    @DisplayName("if it is found by a name that is moved")
    void byAMovedName() throws Exception {
        assertThat(warnings("www.localhost:9"))
                .containsExactly(
                        "the store is found by www.localhost, which is moved by www: give it a name of its own");
    }

    @Test
    @DisplayName("of neither if it stands by itself")
    void byItself() throws Exception {
        assertThat(warnings("127.0.0.9:9")).isEmpty();
        assertThat(warnings("store.localhost:9")).isEmpty();
    }
}
