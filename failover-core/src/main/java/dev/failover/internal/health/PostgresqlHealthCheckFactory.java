package dev.failover.internal.health;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.health.HealthCheck;
import dev.failover.health.HealthCheckFactory;
import dev.failover.health.PostgresqlHealthCheck;

/** Makes {@link PostgresqlHealthCheck}s, by the name {@code postgresql}. */
@AutoService(HealthCheckFactory.class)
public final class PostgresqlHealthCheckFactory implements HealthCheckFactory {
    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public HealthCheck create(Settings settings) {
        PostgresqlHealthCheck.Builder builder = PostgresqlHealthCheck.builder();
        return settings.reader()
                .integer("port", builder::port)
                .text("user", builder::user)
                .text("database", builder::database)
                .nested("tls", block -> builder.tls(TlsSettings.read(block)))
                .build(builder::build);
    }
}
