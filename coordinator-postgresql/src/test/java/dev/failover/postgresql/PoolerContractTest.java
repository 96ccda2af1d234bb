package dev.failover.postgresql;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@DisplayName("Behind PgBouncer, which hands connections on after each transaction,")
@Tag("long")
class PoolerContractTest extends PostgresqlContract {
    private static @Nullable Pooler pooler;

    @BeforeAll
    static void start() throws Exception {
        pooler = new Pooler(PostgresServer.shared());
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(pooler).close();
    }

    @Override
    int port() {
        return Objects.requireNonNull(pooler).port();
    }
}
