package dev.failover.internal.health;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.health.GrpcHealthCheck;
import dev.failover.health.HealthCheck;
import dev.failover.health.HealthCheckFactory;

/** Makes {@link GrpcHealthCheck}s, by the name {@code grpc}. */
@AutoService(HealthCheckFactory.class)
public final class GrpcHealthCheckFactory implements HealthCheckFactory {
    @Override
    public String name() {
        return "grpc";
    }

    @Override
    public HealthCheck create(Settings settings) {
        GrpcHealthCheck.Builder builder = GrpcHealthCheck.builder();
        return settings.reader()
                .integer("port", builder::port)
                .text("service", builder::service)
                .nested("tls", block -> builder.tls(TlsSettings.read(block)))
                .build(builder::build);
    }
}
