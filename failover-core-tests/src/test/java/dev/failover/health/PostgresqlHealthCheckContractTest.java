package dev.failover.health;

import dev.failover.health.OddServer.Behaviour;
import dev.failover.testkit.HealthCheckContract;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;

/** At a real server: {@code PostgresqlHealthCheckTest} of the module coordinator-postgresql, which has one. */
@DisplayName("A postgresql check is a health check:")
class PostgresqlHealthCheckContractTest extends HealthCheckContract {
    private static final String ASKING = "R\0\0\0\u0017\0\0\0\nSCRAM-SHA-256\0\0";
    private static final String STARTING =
            "E\0\0\0CSFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0Fp.c\0\0";

    @Override
    protected Optional<Target> open(Condition condition) throws IOException {
        OddServer server = condition == Condition.REFUSING ? OddServer.gone() : new OddServer(behaviour(condition));
        return Optional.of(server.target(
                PostgresqlHealthCheck.builder().port(server.port()).build()));
    }

    private static Behaviour behaviour(Condition condition) {
        return switch (condition) {
            case UP -> Behaviour.saying(ASKING);
            case FAILING -> Behaviour.saying(STARTING);
            case NONSENSE -> Behaviour.ENDLESS;
            case HANGING_UP, REFUSING -> Behaviour.HANGING_UP;
            case HANGING -> Behaviour.SILENT;
            case TRICKLING -> trickling();
        };
    }

    /** An error without end. */
    private static Behaviour trickling() {
        return connection -> {
            OddServer.say(connection, "E");
            Behaviour.TRICKLING.serve(connection);
        };
    }

    @Override
    protected Duration shortTimeout() {
        return Duration.ofMillis(300);
    }
}
