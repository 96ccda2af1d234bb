package dev.failover.postgresql;

import org.junit.jupiter.api.DisplayName;

@DisplayName("At a real PostgreSQL,")
class ServerContractTest extends PostgresqlContract {
    @Override
    int port() throws Exception {
        return PostgresServer.shared().port();
    }
}
