package dev.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.testkit.DnsServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("On a machine without IPv6")
class WithoutIpv6Test {
    private static final String ZONE = "example.org";
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);

    @Test
    @DisplayName("servers that have IPv6 alone are silent, and the others are heard")
    void leavesOut() throws Exception {
        try (DnsServer server = DnsServer.start(ZONE)) {
            server.put(RecordSet.of(WWW, Duration.ofMinutes(1), "192.0.2.1"));
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx32m",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Djava.net.preferIPv4Stack=true",
                            "-cp",
                            System.getProperty("java.class.path"),
                            WithoutIpv6Test.class.getName(),
                            server.address())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(said.lines())
                    .containsExactly(
                            "Served[server=" + server.address() + ", recordSet=Optional["
                                    + RecordSet.of(WWW, Duration.ofMinutes(1), "192.0.2.1") + "]]",
                            "Silent[server=[::1]:9, reason=this machine has no addresses of this family]");
        }
    }

    /** @param arguments a server with an address of IPv4 */
    public static void main(String[] arguments) throws InterruptedException {
        DnsAuthorities.asking(List.of(arguments[0], "[::1]:9"))
                .look(ZONE, WWW, Duration.ofSeconds(5))
                .answers()
                .forEach(System.out::println);
    }
}
