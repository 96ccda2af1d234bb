package dev.failover.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.health.Health;
import dev.failover.health.PostgresqlHealthCheck;
import dev.failover.health.TlsOptions;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Of the core, here as a server is here. */
@DisplayName("A postgresql check, at a real PostgreSQL")
class HealthCheckAtServerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static Health probe(int port, PostgresqlHealthCheck.Builder check) throws Exception {
        return check.port(port).build().check(InetAddress.getByName("127.0.0.1"), TIMEOUT);
    }

    @Test
    @DisplayName("is up as a user that there is, as one that there is not, and through a pooler")
    void up() throws Exception {
        PostgresServer server = PostgresServer.shared();
        Health asking = Health.up("takes connections, and asks who it is");
        assertThat(probe(server.port(), PostgresqlHealthCheck.builder())).isEqualTo(asking);
        assertThat(probe(server.port(), PostgresqlHealthCheck.builder().user(PostgresServer.ADMIN)))
                .isEqualTo(asking);
        try (Pooler pooler = new Pooler(server)) {
            assertThat(probe(pooler.port(), PostgresqlHealthCheck.builder().user(PostgresServer.ADMIN)))
                    .isEqualTo(asking);
            assertThat(probe(pooler.port(), PostgresqlHealthCheck.builder().database("nowhere"))
                            .status())
                    .isEqualTo(Health.Status.UP);
        }
    }

    @Test
    @DisplayName("is down if TLS is asked for and not offered")
    void withoutTls() throws Exception {
        TlsOptions tls = TlsOptions.builder().verifyCertificate(false).build();
        assertThat(probe(
                        PostgresServer.shared().port(),
                        PostgresqlHealthCheck.builder().tls(tls)))
                .isEqualTo(Health.down("does not offer TLS"));
    }
}
