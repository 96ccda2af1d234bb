package dev.failover.internal.health;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.health.HealthCheck;
import dev.failover.health.HealthCheckFactory;
import dev.failover.health.PingHealthCheck;

/** Makes {@link PingHealthCheck}s, by the name {@code ping}. */
@AutoService(HealthCheckFactory.class)
public final class PingHealthCheckFactory implements HealthCheckFactory {
    @Override
    public String name() {
        return "ping";
    }

    @Override
    public HealthCheck create(Settings settings) {
        PingHealthCheck.Builder builder = PingHealthCheck.builder();
        return settings.reader().text("program", builder::program).build(builder::build);
    }
}
