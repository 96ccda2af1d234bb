package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import dev.failover.component.Components;
import dev.failover.component.Secret;
import dev.failover.component.Settings;
import dev.failover.http.RawServer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** At a real server: {@code RedisHealthCheckContractTest}. */
@DisplayName("A redis check")
class RedisHealthCheckTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final InetAddress LOCAL = InetAddresses.forString("127.0.0.1");
    private static final String PASSWORD = "pa55word of the site";

    private static Health probe(RedisHealthCheck.Builder check, String answers) throws Exception {
        try (RawServer server = RawServer.start(connection -> {
            RawServer.write(connection, answers.replace(";", "\r\n"));
            RawServer.awaitHangUp(connection);
            connection.close();
        })) {
            return check.port(server.port()).build().check(LOCAL, TIMEOUT);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    +PONG; | UP | answered PONG
                    -NOAUTH Authentication required.; | UP | answers, and wants a password
                    -LOADING Redis is loading the dataset in memory; | DOWN | answered "-LOADING Redis is loading the dataset in memory"
                    -ERR max number of clients reached; | DOWN | answered "-ERR max number of clients reached"
                    -DENIED Redis is running in protected mode; | DOWN | answered "-DENIED Redis is running in protected mode"
                    HTTP/1.1 400 Bad\u001b[31m Request; | DOWN | answered "HTTP/1.1 400 Bad Request"
                    """)
    void judgesTheAnswer(String answers, Health.Status status, String detail) throws Exception {
        assertThat(probe(RedisHealthCheck.builder(), answers))
                .extracting(Health::status, Health::detail)
                .containsExactly(status, detail);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    +OK;+PONG; | UP | answered PONG
                    +OK;-LOADING data; | DOWN | answered "-LOADING data"
                    +OK;-NOPERM this user has no permissions to run the 'ping' command; | UNKNOWN | does not let this check ask: "-NOPERM this user has no permissions to run the 'ping' command"
                    -WRONGPASS invalid username-password pair; | UNKNOWN | does not let this check in: "-WRONGPASS invalid username-password pair"
                    -ERR AUTH <password> called without any password configured; | UNKNOWN | does not let this check in: "-ERR AUTH <password> called without any password configured"
                    -ERR unknown command 'AUTH', with args beginning with: 'pa55word of the site'; | DOWN | answered "-ERR unknown command 'AUTH', with args beginning with: '***'" to AUTH
                    """)
    @DisplayName("with a password: one that is refused says nothing about the site, and it never shows")
    void judgesTheLogIn(String answers, Health.Status status, String detail) throws Exception {
        assertThat(probe(RedisHealthCheck.builder().password(Secret.of(PASSWORD)), answers))
                .extracting(Health::status, Health::detail)
                .containsExactly(status, detail);
    }

    @Test
    void isMadeFromSettings() {
        assertThat(create(Map.of())).hasToString("redis check: port 6379");
        assertThat(create(Map.of("port", "6380", "user", "u", "password", "p", "tls.name", "cache.example.org")))
                .hasToString("redis check: port 6380");
        assertThatThrownBy(() -> create(Map.of("user", "u"))).hasMessage("check.user: has no effect without password");
        assertThatThrownBy(() -> create(Map.of("pasword", "p")))
                .hasMessage(
                        "check.pasword: unknown setting; known are [password, port, tls, user]; did you mean \"password\"?");
    }

    private static HealthCheck create(Map<String, String> settings) {
        return Components.load(HealthCheckFactory.class).create("redis", Settings.of("check", settings));
    }
}
