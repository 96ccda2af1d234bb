package dev.failover.internal.health;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.health.HealthCheck;
import dev.failover.health.HealthCheckFactory;
import dev.failover.health.TlsHealthCheck;
import dev.failover.health.TlsHealthCheck.StartTls;

/** Makes {@link TlsHealthCheck}s, by the name {@code tls}. */
@AutoService(HealthCheckFactory.class)
public final class TlsHealthCheckFactory implements HealthCheckFactory {
    @Override
    public String name() {
        return "tls";
    }

    @Override
    public HealthCheck create(Settings settings) {
        TlsHealthCheck.Builder builder = TlsHealthCheck.builder();
        return settings.reader()
                .integer("port", builder::port)
                .text("name", builder::name)
                .constant("starttls", StartTls.class, builder::startTls)
                .integer("min-days-left", builder::minDaysLeft)
                .trustStore(builder::trustStore)
                .build(builder::build);
    }
}
