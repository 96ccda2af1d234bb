package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.failover.http.RawServer;
import dev.failover.http.RawServer.Behaviour;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A check that speaks a server's protocol")
class HostileServersTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration MOST = SHORT.plusMillis(400);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final InetAddress LOCAL = InetAddresses.forString("127.0.0.1");
    private static final Map<String, IntFunction<HealthCheck>> CHECKS = new LinkedHashMap<>();

    static {
        CHECKS.put(
                "postgresql", port -> PostgresqlHealthCheck.builder().port(port).build());
        CHECKS.put("mysql", port -> MysqlHealthCheck.builder().port(port).build());
        CHECKS.put("redis", port -> RedisHealthCheck.builder().port(port).build());
        CHECKS.put("grpc", port -> GrpcHealthCheck.builder().port(port).build());
        TlsOptions tls = TlsOptions.builder().verifyCertificate(false).build();
        CHECKS.put(
                "postgresql over tls",
                port -> PostgresqlHealthCheck.builder().port(port).tls(tls).build());
        CHECKS.put(
                "redis over tls",
                port -> RedisHealthCheck.builder().port(port).tls(tls).build());
        CHECKS.put(
                "grpc over tls",
                port -> GrpcHealthCheck.builder().port(port).tls(tls).build());
    }

    static Stream<Arguments> checks() {
        return CHECKS.entrySet().stream().map(check -> Arguments.of(check.getKey(), check.getValue()));
    }

    /** What is loaded for the first probe of a JVM would not fit into a short timeout. */
    @BeforeAll
    static void warmUp() throws Exception {
        try (RawServer server = RawServer.start(Socket::close)) {
            for (IntFunction<HealthCheck> check : CHECKS.values()) {
                check.apply(server.port()).check(LOCAL, LONG);
            }
        }
    }

    private static void endless(Socket connection, byte[] much) throws IOException {
        while (true) {
            connection.getOutputStream().write(much);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("checks")
    @DisplayName("is down at once with what hangs up, resets, talks nonsense or without end")
    void atOnce(String name, IntFunction<HealthCheck> check) throws Exception {
        List<Behaviour> behaviours = List.of(
                Socket::close,
                connection -> {
                    connection.setSoLinger(true, 0);
                    connection.close();
                },
                connection -> {
                    connection.shutdownOutput();
                    RawServer.awaitHangUp(connection);
                },
                connection -> {
                    RawServer.write(connection, "What do you want\u001b[31m?\r\n");
                    connection.shutdownOutput();
                    RawServer.awaitHangUp(connection);
                },
                connection -> endless(connection, new byte[8192]),
                connection -> endless(connection, "x".repeat(8192).getBytes(StandardCharsets.US_ASCII)),
                connection -> endless(connection, "S1R\0\0\0\nE".repeat(1000).getBytes(StandardCharsets.US_ASCII)));
        for (Behaviour behaviour : behaviours) {
            try (RawServer server = RawServer.start(behaviour)) {
                Health health = check.apply(server.port()).check(LOCAL, LONG);
                assertThat(health.status()).as(health.detail()).isEqualTo(Health.Status.DOWN);
                assertThat(health.detail()).doesNotContain("within").doesNotContain("\u001b");
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("checks")
    @DisplayName("is down at the end of its time with what says nothing, or a byte now and then")
    void late(String name, IntFunction<HealthCheck> check) throws Exception {
        List<Behaviour> behaviours = List.of(RawServer::awaitHangUp, connection -> {
            while (true) {
                connection.getOutputStream().write(name.startsWith("postgresql") ? 'E' : 1);
                TimeUnit.MILLISECONDS.sleep(20);
            }
        });
        for (Behaviour behaviour : behaviours) {
            try (RawServer server = RawServer.start(behaviour)) {
                Duration took = LONG;
                // 50 ms are promised; the rest, and two more tries, are for a machine that is busy.
                for (int i = 0; i < 3 && took.compareTo(MOST) >= 0; i++) {
                    long start = System.nanoTime();
                    Health health = check.apply(server.port()).check(LOCAL, SHORT);
                    took = Duration.ofNanos(System.nanoTime() - start);
                    assertThat(health.status()).as(health.detail()).isEqualTo(Health.Status.DOWN);
                }
                assertThat(took).isLessThan(MOST);
            }
        }
    }
}
