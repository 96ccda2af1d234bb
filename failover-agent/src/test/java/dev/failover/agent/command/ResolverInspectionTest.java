package dev.failover.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.ConfigurationReader;
import dev.failover.component.Finding;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("`check`, of the resolvers of this machine, warns")
class ResolverInspectionTest {
    @TempDir
    Path directory;

    @Test
    @DisplayName("of one at a site, as names of vendors are not found when that is gone, and of no other")
    void atASite() throws Exception {
        Path file = Files.writeString(directory.resolve("failover.yaml"), """
                state-directory: %s
                providers:
                  bind: {type: rfc2136, zone: example.org, server: 127.0.0.1, tsig-name: k., tsig-secret: c2VjcmV0c2VjcmV0}
                services:
                  www:
                    records: [{provider: bind, name: www, type: A}]
                    sites: [{name: prod, address: 203.0.113.10}, {name: home, address: 198.51.100.7}]
                    check: {type: tcp, port: 443}
                """.formatted(directory));
        try (Configuration configuration = ConfigurationReader.read(file, Map.of())) {
            List<InetSocketAddress> resolvers =
                    List.of(new InetSocketAddress("192.0.2.53", 53), new InetSocketAddress("203.0.113.10", 53));

            assertThat(new ResolverInspection(configuration, resolvers).findings())
                    .singleElement()
                    .satisfies(found -> {
                        assertThat(found.severity()).isEqualTo(Finding.Severity.WARNING);
                        assertThat(found.message())
                                .startsWith("203.0.113.10 has the address 203.0.113.10 of site prod of service www: ");
                    });
        }
    }
}
