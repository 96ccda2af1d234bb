package dev.failover.health;

import dev.failover.component.Secret;
import dev.failover.health.OddServer.Behaviour;
import dev.failover.testkit.HealthCheckContract;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;

@DisplayName("A redis check, of a real server where it is up, is a health check:")
class RedisHealthCheckContractTest extends HealthCheckContract {
    private static final String PASSWORD = "pa55word-of-the-site";

    private static RedisServer redis;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisServer.start(PASSWORD);
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Override
    protected Optional<Target> open(Condition condition) throws IOException {
        OddServer server = switch (condition) {
            case UP, REFUSING -> OddServer.gone();
            default -> new OddServer(behaviour(condition));
        };
        return Optional.of(server.target(RedisHealthCheck.builder()
                .port(condition == Condition.UP ? redis.port() : server.port())
                .password(Secret.of(PASSWORD))
                .build()));
    }

    private static Behaviour behaviour(Condition condition) {
        return switch (condition) {
            case FAILING -> Behaviour.saying("+OK\r\n-LOADING Redis is loading the dataset in memory\r\n");
            case NONSENSE -> Behaviour.ENDLESS;
            case HANGING -> Behaviour.SILENT;
            case TRICKLING -> Behaviour.TRICKLING;
            case UP, HANGING_UP, REFUSING -> Behaviour.HANGING_UP;
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
