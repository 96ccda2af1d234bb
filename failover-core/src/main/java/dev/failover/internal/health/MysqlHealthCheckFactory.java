package dev.failover.internal.health;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.health.HealthCheck;
import dev.failover.health.HealthCheckFactory;
import dev.failover.health.MysqlHealthCheck;

/** Makes {@link MysqlHealthCheck}s, by the name {@code mysql}. */
@AutoService(HealthCheckFactory.class)
public final class MysqlHealthCheckFactory implements HealthCheckFactory {
    @Override
    public String name() {
        return "mysql";
    }

    @Override
    public HealthCheck create(Settings settings) {
        MysqlHealthCheck.Builder builder = MysqlHealthCheck.builder();
        return settings.reader()
                .integer("port", builder::port)
                .text("user", builder::user)
                .nested("tls", block -> builder.tls(TlsSettings.read(block)))
                .build(builder::build);
    }
}
