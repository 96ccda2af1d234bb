package dev.failover.internal.health;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.health.HealthCheck;
import dev.failover.health.HealthCheckFactory;
import dev.failover.health.RedisHealthCheck;

/** Makes {@link RedisHealthCheck}s, by the name {@code redis}. */
@AutoService(HealthCheckFactory.class)
public final class RedisHealthCheckFactory implements HealthCheckFactory {
    @Override
    public String name() {
        return "redis";
    }

    @Override
    public HealthCheck create(Settings settings) {
        RedisHealthCheck.Builder builder = RedisHealthCheck.builder();
        return settings.reader()
                .integer("port", builder::port)
                .text("user", builder::user)
                .secret("password", builder::password)
                .nested("tls", block -> builder.tls(TlsSettings.read(block)))
                .build(builder::build);
    }
}
