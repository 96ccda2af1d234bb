package dev.failover.health;

import dev.failover.health.OddServer.Behaviour;
import dev.failover.testkit.HealthCheckContract;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;

@DisplayName("A tcp check that says and expects something is a health check:")
class TcpHealthCheckContractTest extends HealthCheckContract {
    private static final String PASSWORD = "pa55word-of-the-site";

    @Override
    protected Optional<Target> open(Condition condition) throws IOException {
        OddServer server = condition == Condition.REFUSING ? OddServer.gone() : new OddServer(behaviour(condition));
        return Optional.of(server.target(TcpHealthCheck.builder()
                .port(server.port())
                .send("AUTH " + PASSWORD + "\r\nPING\r\n")
                .expectPattern("(?m)^\\+PONG\\r?$")
                .build()));
    }

    private static Behaviour behaviour(Condition condition) {
        return switch (condition) {
            case UP -> Behaviour.saying("+OK\r\n+PONG\r\n");
            case FAILING -> connection -> OddServer.say(connection, "-LOADING the data set\r\n");
            case NONSENSE -> Behaviour.ENDLESS;
            case HANGING_UP, REFUSING -> Behaviour.HANGING_UP;
            case HANGING -> Behaviour.SILENT;
            case TRICKLING -> Behaviour.TRICKLING;
        };
    }

    @Override
    protected Duration shortTimeout() {
        return Duration.ofMillis(300);
    }

    @Override
    protected List<String> secrets() {
        return List.of(PASSWORD);
    }
}
