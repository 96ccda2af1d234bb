package dev.failover.internal.health;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.health.DnsHealthCheck;
import dev.failover.health.HealthCheck;
import dev.failover.health.HealthCheckFactory;

/** Makes {@link DnsHealthCheck}s, by the name {@code dns}. */
@AutoService(HealthCheckFactory.class)
public final class DnsHealthCheckFactory implements HealthCheckFactory {
    @Override
    public String name() {
        return "dns";
    }

    @Override
    public HealthCheck create(Settings settings) {
        DnsHealthCheck.Builder builder = DnsHealthCheck.builder();
        return settings.reader()
                .integer("port", builder::port)
                .text("name", builder::name)
                .text("record-type", builder::recordType)
                .texts("contains", builder::contains)
                .flag("authoritative", builder::authoritative)
                .build(builder::build);
    }
}
