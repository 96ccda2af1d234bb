package dev.failover.internal.health;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.health.HealthCheck;
import dev.failover.health.HealthCheckFactory;
import dev.failover.health.TcpHealthCheck;

/** Makes {@link TcpHealthCheck}s, by the name {@code tcp}. */
@AutoService(HealthCheckFactory.class)
public final class TcpHealthCheckFactory implements HealthCheckFactory {
    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public HealthCheck create(Settings settings) {
        TcpHealthCheck.Builder builder = TcpHealthCheck.builder();
        return settings.reader()
                .integer("port", builder::port)
                .text("send", builder::send)
                .text("expect", builder::expect)
                .text("expect-pattern", builder::expectPattern)
                .build(builder::build);
    }
}
