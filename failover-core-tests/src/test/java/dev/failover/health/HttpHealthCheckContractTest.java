package dev.failover.health;

import dev.failover.component.Secret;
import dev.failover.health.OddServer.Behaviour;
import dev.failover.testkit.HealthCheckContract;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;

@DisplayName("An http check that logs in and looks for something is a health check:")
class HttpHealthCheckContractTest extends HealthCheckContract {
    private static final String PASSWORD = "pa55word-of-the-page";
    private static final String BODY = "token=t0ken-of-the-body";

    @Override
    protected Optional<Target> open(Condition condition) throws IOException {
        OddServer server = condition == Condition.REFUSING ? OddServer.gone() : new OddServer(behaviour(condition));
        return Optional.of(server.target(HttpHealthCheck.builder()
                .url(URI.create("http://www.example.test:" + server.port() + "/?key=k3y"))
                .method("POST")
                .body(BODY)
                .contentType("application/x-www-form-urlencoded")
                .user("watcher")
                .password(Secret.of(PASSWORD))
                .json("$.status", "ok")
                .build()));
    }

    private static Behaviour behaviour(Condition condition) {
        return switch (condition) {
            case UP -> saying("{\"status\": \"ok\"}");
            case FAILING -> saying("{\"status\": \"no: " + PASSWORD + "\"}");
            case NONSENSE -> Behaviour.ENDLESS;
            case HANGING_UP, REFUSING -> Behaviour.HANGING_UP;
            case HANGING -> Behaviour.SILENT;
            case TRICKLING -> Behaviour.TRICKLING;
        };
    }

    private static Behaviour saying(String body) {
        return Behaviour.saying("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    @Override
    protected Duration shortTimeout() {
        return Duration.ofMillis(300);
    }

    @Override
    protected List<String> secrets() {
        return List.of(PASSWORD, BODY, "k3y");
    }
}
