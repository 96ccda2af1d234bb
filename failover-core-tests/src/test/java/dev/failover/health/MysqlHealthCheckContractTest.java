package dev.failover.health;

import dev.failover.health.OddServer.Behaviour;
import dev.failover.testkit.HealthCheckContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;

@DisplayName("A mysql check is a health check:")
class MysqlHealthCheckContractTest extends HealthCheckContract {
    /** As "MySQL Internals" documents it: the greeting of MySQL 5.5.2, and an OK. */
    private static final String LETTING_IN = "36000000" + "0a352e352e322d6d3200" + "0b000000" + "64764840492d434a00"
            + "fff7" + "08" + "0200" + "0000" + "00000000000000000000" + "00" + "2a34647c635a776b345e5d3a00"
            + "07000002" + "00000002000000";

    private static final String TOO_MANY = "17000000" + "ff1004"
            + HexFormat.of().formatHex("Too many connections".getBytes(StandardCharsets.US_ASCII));

    @Override
    protected Optional<Target> open(Condition condition) throws IOException {
        OddServer server = condition == Condition.REFUSING ? OddServer.gone() : new OddServer(behaviour(condition));
        return Optional.of(
                server.target(MysqlHealthCheck.builder().port(server.port()).build()));
    }

    private static Behaviour behaviour(Condition condition) {
        return switch (condition) {
            case UP -> saying(LETTING_IN);
            case FAILING -> saying(TOO_MANY);
            case NONSENSE -> Behaviour.ENDLESS;
            case HANGING_UP, REFUSING -> Behaviour.HANGING_UP;
            case HANGING -> Behaviour.SILENT;
            case TRICKLING -> trickling();
        };
    }

    private static Behaviour saying(String hex) {
        return connection -> {
            connection.getOutputStream().write(HexFormat.of().parseHex(hex));
            OddServer.awaitHangUp(connection);
        };
    }

    /** A greeting of 10,000 bytes. */
    private static Behaviour trickling() {
        return connection -> {
            connection.getOutputStream().write(HexFormat.of().parseHex("10270000"));
            Behaviour.TRICKLING.serve(connection);
        };
    }

    @Override
    protected Duration shortTimeout() {
        return Duration.ofMillis(300);
    }
}
