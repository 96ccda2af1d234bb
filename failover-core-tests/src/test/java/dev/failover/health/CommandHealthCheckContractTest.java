package dev.failover.health;

import dev.failover.component.Secret;
import dev.failover.health.OddServer.Behaviour;
import dev.failover.testkit.HealthCheckContract;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;

@DisplayName("A program that asks a server is a health check:")
class CommandHealthCheckContractTest extends HealthCheckContract {
    private static final String PASSWORD = "pa55word-of-the-site";

    private static final String ASK = "echo \"with $PASSWORD\"; exec 3<>/dev/tcp/$FAILOVER_ADDRESS/%s || exit 2;"
            + " IFS= read -r line <&3 && [ \"$line\" = ready ]";

    @Override
    protected Optional<Target> open(Condition condition) throws IOException {
        OddServer server = condition == Condition.REFUSING ? OddServer.gone() : new OddServer(behaviour(condition));
        return Optional.of(server.target(CommandHealthCheck.builder()
                .command(List.of("bash", "-c", ASK.formatted(server.port())))
                .environment("PASSWORD", Secret.of(PASSWORD))
                .build()));
    }

    private static Behaviour behaviour(Condition condition) {
        return switch (condition) {
            case UP -> Behaviour.saying("ready\n");
            case FAILING -> Behaviour.saying("not ready\n");
            case NONSENSE -> Behaviour.saying("?!\n");
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
