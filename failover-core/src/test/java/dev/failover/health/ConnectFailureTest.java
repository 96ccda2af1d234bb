package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A failure to connect")
class ConnectFailureTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void isTheSitesOrThisMachines(IOException failure, Health expected) {
        assertThat(ConnectFailure.explain(failure, Duration.ofSeconds(2))).isEqualTo(expected);
    }

    static Stream<Arguments> isTheSitesOrThisMachines() {
        return Stream.of(
                Arguments.of(new ConnectException("Connection refused"), Health.down("connection refused")),
                Arguments.of(
                        new ConnectException("Failed to connect to www.example.test/192.0.2.1:443")
                                .initCause(new ConnectException("Connection refused")),
                        Health.down("connection refused")),
                Arguments.of(
                        new SocketTimeoutException("Connect timed out"),
                        Health.down("no answer within 2s: no connection")),
                Arguments.of(
                        new ConnectException("Connection timed out"),
                        Health.down("no answer within 2s: no connection")),
                Arguments.of(new SocketException("Connection reset"), Health.down("connection reset")),
                Arguments.of(new NoRouteToHostException("No route to host"), Health.down("no route to host")),
                Arguments.of(new NoRouteToHostException("Host unreachable"), Health.down("no route to host")),
                Arguments.of(
                        new SocketException("Network is unreachable"),
                        Health.unknown("this machine has no route there: network is unreachable")),
                Arguments.of(
                        new ConnectException("Network is unreachable"),
                        Health.unknown("this machine has no route there: network is unreachable")),
                Arguments.of(
                        new BindException("Cannot assign requested address"),
                        Health.unknown("this machine could not connect: Cannot assign requested address")),
                Arguments.of(
                        new SocketException("Too many open files"),
                        Health.unknown("this machine could not connect: Too many open files")));
    }
}
