package dev.failover.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.dns.DnsAuthorities;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import java.io.BufferedReader;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(30)
class NameServerTest {
    @Test
    @DisplayName(
            "the demonstration's name server says where it is, and serves the record that it was given until it is ended")
    void serves() throws Exception {
        PipedReader said = new PipedReader();
        CommandLine line = Main.line().setOut(new PrintWriter(new PipedWriter(said), true));
        Thread server = new Thread(() -> line.execute("name-server", "example.net", "www", "192.0.2.1"), "name-server");
        server.start();
        try (BufferedReader lines = new BufferedReader(said)) {
            assertThat(DnsAuthorities.asking(List.of(lines.readLine()))
                            .look("example.net", new RecordKey("www", RecordType.A), Duration.ofSeconds(10))
                            .served())
                    .isEqualTo(Set.of(Optional.of(Set.of("192.0.2.1"))));
        } finally {
            server.interrupt();
            server.join();
        }
    }

    @Test
    @DisplayName("the demonstration's usage says nothing of its name server")
    void hidden() {
        assertThat(Main.line().getUsageMessage().lines())
                .first()
                .isEqualTo("Usage: failover demo [-hV] [--json] [--watchers=3..5]");
        assertThat(Main.line().getUsageMessage()).doesNotContain("name-server");
    }
}
