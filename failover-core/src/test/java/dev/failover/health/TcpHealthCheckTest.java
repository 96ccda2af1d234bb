package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import dev.failover.component.Components;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Settings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A tcp check")
class TcpHealthCheckTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private final InetAddress local = InetAddresses.forString("127.0.0.1");

    @Test
    void isUpIfSomethingListens() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, local)) {
            int port = server.getLocalPort();
            assertThat(check(port).check(local, TIMEOUT)).isEqualTo(Health.up("connected to port " + port));
        }
    }

    @Test
    void probesTheAddressItIsGiven() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddresses.forString("127.0.0.9"))) {
            HealthCheck check = check(server.getLocalPort());
            assertThat(check.check(InetAddresses.forString("127.0.0.9"), TIMEOUT)
                            .status())
                    .isEqualTo(Health.Status.UP);
            assertThat(check.check(local, TIMEOUT).status()).isEqualTo(Health.Status.DOWN);
        }
    }

    @Test
    void isUpOverIpv6() throws Exception {
        InetAddress loopback = Ipv6.loopback();
        try (ServerSocket server = new ServerSocket(0, 50, loopback)) {
            assertThat(check(server.getLocalPort()).check(loopback, TIMEOUT).status())
                    .isEqualTo(Health.Status.UP);
        }
    }

    @Test
    void isDownIfRefused() throws Exception {
        // Port 1 (tcpmux): a port that was free a moment ago may be somebody else's by now.
        assertThat(check(1).check(local, TIMEOUT)).isEqualTo(Health.down("connection refused"));
    }

    @Test
    void isDownInTimeIfNothingComes() throws Exception {
        try (BlackHole hole = new BlackHole()) {
            long start = System.nanoTime();
            Health health = check(hole.port()).check(local, Duration.ofMillis(200));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(195), Duration.ofMillis(1200));
            assertThat(health).isEqualTo(Health.down("no answer within 200ms: no connection"));
        }
    }

    @Test
    void stopsWhenInterrupted() throws Exception {
        try (BlackHole hole = new BlackHole()) {
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    check(hole.port()).check(local, TIMEOUT);
                    thrown.complete(new AssertionError("returned"));
                } catch (Throwable e) {
                    thrown.complete(e);
                }
            });
            thread.start();
            thread.interrupt();
            assertThat(thrown.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void isMadeFromSettings() {
        assertThat(create(Map.of("port", "443"))).hasToString("tcp check: port 443");
        assertThatThrownBy(() -> create(Map.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage("check.port: is required: the TCP port to connect to, 1 to 65535");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "65536", "http"})
    void refusesAPortOutOfRange(String port) {
        assertThatThrownBy(() -> create(Map.of("port", port, "prot", "1")))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("check.port: must be")
                .hasMessageContaining("check.prot: unknown setting; known are [port]");
    }

    private static HealthCheck create(Map<String, String> settings) {
        return Components.load(HealthCheckFactory.class).create("tcp", Settings.of("check", settings));
    }

    private static HealthCheck check(int port) {
        return TcpHealthCheck.builder().port(port).build();
    }
}
