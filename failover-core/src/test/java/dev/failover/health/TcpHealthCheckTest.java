package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import dev.failover.component.Components;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Settings;
import dev.failover.http.RawServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                .hasMessageContaining("check.prot: unknown setting; known are [expect, expect-pattern, port, send]");
    }

    @Nested
    @DisplayName("that expects something")
    class Expecting {
        private RawServer server;

        @AfterEach
        void close() throws Exception {
            server.close();
        }

        private TcpHealthCheck.Builder at(RawServer.Behaviour behaviour) throws Exception {
            server = RawServer.start(behaviour);
            return TcpHealthCheck.builder().port(server.port());
        }

        private TcpHealthCheck.Builder saying(String text) throws Exception {
            return at(connection -> {
                RawServer.write(connection, text);
                RawServer.awaitHangUp(connection);
            });
        }

        private Health probe(TcpHealthCheck.Builder check) throws InterruptedException {
            return check.build().check(local, TIMEOUT);
        }

        @Test
        void isUpIfItIsSaid() throws Exception {
            Health up = probe(saying("SSH-2.0-OpenSSH\r\n").expect("SSH-2"));
            assertThat(up).isEqualTo(Health.up("port " + server.port() + " said what is expected"));
            server.close();
            assertThat(probe(saying("220 mail\r\n").expectPattern("^220[ -]")).status())
                    .isEqualTo(Health.Status.UP);
            server.close();
            // Whatever its pieces: a character of several bytes, too.
            assertThat(probe(at(connection -> {
                                        for (byte piece : "grün".getBytes(StandardCharsets.UTF_8)) {
                                            connection.getOutputStream().write(piece);
                                            TimeUnit.MILLISECONDS.sleep(5);
                                        }
                                        RawServer.awaitHangUp(connection);
                                    })
                                    .expect("rün"))
                            .status())
                    .isEqualTo(Health.Status.UP);
        }

        @Test
        void saysItsPartFirst() throws Exception {
            TcpHealthCheck.Builder check = at(connection -> {
                boolean right = RawServer.readRequest(connection).equals("PING\n");
                RawServer.write(connection, right ? "PONG" : "what?");
                RawServer.awaitHangUp(connection);
            });
            assertThat(probe(check.send("PING\r\n\r\n").expect("PONG")).status())
                    .isEqualTo(Health.Status.UP);
        }

        @Test
        @DisplayName("is down if something else is said, in words that show what")
        void somethingElse() throws Exception {
            assertThat(probe(at(connection -> {
                                RawServer.write(connection, "-LOADING\u001b[31m data\r\n");
                                connection.close();
                            })
                            .expect("+PONG")))
                    .isEqualTo(
                            Health.down("closed the connection without what is expected; it said \"-LOADING data\""));
            server.close();
            assertThat(probe(at(Socket::close).expect("x")))
                    .isEqualTo(Health.down("closed the connection without a word"));
            server.close();
            assertThat(probe(at(connection -> {
                                        connection.setSoLinger(true, 0);
                                        connection.close();
                                    })
                                    .expect("x"))
                            .status())
                    .isEqualTo(Health.Status.DOWN);
            server.close();
            assertThat(probe(at(connection -> {
                                        while (true) {
                                            RawServer.write(connection, "y".repeat(8192));
                                        }
                                    })
                                    .expect("x"))
                            .detail())
                    .startsWith("said 16384 bytes without what is expected; it said \"yyy");
        }

        @Test
        @DisplayName("is down at the end of its time, whatever the server says, and whatever the pattern makes of it")
        void late() throws Exception {
            assertThat(late(at(RawServer::awaitHangUp).expect("x")))
                    .isEqualTo(Health.down("no end within 300ms without a word"));
            server.close();
            assertThat(late(at(connection -> {
                                        while (true) {
                                            RawServer.write(connection, "y");
                                            TimeUnit.MILLISECONDS.sleep(20);
                                        }
                                    })
                                    .expect("x"))
                            .detail())
                    .startsWith("no end within 300ms without what is expected; it said \"yy");
            server.close();
            // As many ways to try as there are to add up 40; what refers back to a group keeps the JDK from remembering
            // them.
            assertThat(late(saying("y".repeat(40)).expectPattern("^(y+)+(z?)\\2x$"))
                            .detail())
                    .startsWith("no end within 300ms");
            server.close();
            assertThat(probe(saying("yz".repeat(8000)).expectPattern("^(y|z)*x$"))
                            .status())
                    .isEqualTo(Health.Status.DOWN);
        }

        private Health late(TcpHealthCheck.Builder check) throws InterruptedException {
            long start = System.nanoTime();
            Health health = check.build().check(local, Duration.ofMillis(300));
            // 50 ms are promised; the rest is for a machine that is busy.
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(295), Duration.ofMillis(700));
            return health;
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    send | PING | check.send: has no effect without expect or expect-pattern: nobody listens to the answer
                    expect | | check.expect: must not be empty
                    expect-pattern | (x | check.expect-pattern: must be a regular expression: Unclosed group
                    """)
    void saysWhatIsWrong(String key, String value, String message) {
        assertThatThrownBy(() -> create(Map.of("port", "1", key, value == null ? "" : value)))
                .hasMessage(message);
    }

    @Test
    void expectsOneThingOnly() {
        assertThatThrownBy(() -> create(Map.of("port", "1", "expect", "x", "expect-pattern", "y")))
                .hasMessage("check.expect-pattern: is given beside expect; remove one");
    }

    private static HealthCheck create(Map<String, String> settings) {
        return Components.load(HealthCheckFactory.class).create("tcp", Settings.of("check", settings));
    }

    private static HealthCheck check(int port) {
        return TcpHealthCheck.builder().port(port).build();
    }
}
