package dev.failover.health;

import dev.failover.health.OddServer.Behaviour;
import dev.failover.testkit.HealthCheckContract;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;

@DisplayName("A composite of http checks is a health check:")
class CompositeHealthCheckContractTest extends HealthCheckContract {
    private static final String HOST = "http://www.example.test:";

    @Override
    protected Optional<Target> open(Condition condition) throws IOException {
        OddServer server = condition == Condition.REFUSING ? OddServer.gone() : new OddServer(behaviour(condition));
        HealthCheck page = HttpHealthCheck.builder()
                .url(URI.create(HOST + server.port() + "/"))
                .build();
        HealthCheck oldPage = HttpHealthCheck.builder()
                .url(URI.create(HOST + server.port() + "/"))
                .expectStatus("410")
                .build();
        return Optional.of(
                server.target(CompositeHealthCheck.all(List.of(page, CompositeHealthCheck.not(oldPage), page))));
    }

    private static Behaviour behaviour(Condition condition) {
        return switch (condition) {
            case UP -> Behaviour.saying("HTTP/1.1 204 No Content\r\n\r\n");
            case FAILING -> Behaviour.saying("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
            case NONSENSE -> Behaviour.saying("What page?\r\n\r\n");
            case HANGING_UP, REFUSING -> Behaviour.HANGING_UP;
            case HANGING -> Behaviour.SILENT;
            case TRICKLING -> Behaviour.TRICKLING;
        };
    }

    @Override
    protected Duration shortTimeout() {
        return Duration.ofMillis(200);
    }
}
