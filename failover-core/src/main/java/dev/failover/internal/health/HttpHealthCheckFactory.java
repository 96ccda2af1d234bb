package dev.failover.internal.health;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.health.HealthCheck;
import dev.failover.health.HealthCheckFactory;
import dev.failover.health.HttpHealthCheck;

/** Makes {@link HttpHealthCheck}s, by the name {@code http}. */
@AutoService(HealthCheckFactory.class)
public final class HttpHealthCheckFactory implements HealthCheckFactory {
    @Override
    public String name() {
        return "http";
    }

    @Override
    public HealthCheck create(Settings settings) {
        HttpHealthCheck.Builder builder = HttpHealthCheck.builder();
        return settings.reader()
                .uri("url", builder::url)
                .text("method", builder::method)
                .text("expect-status", builder::expectStatus)
                .text("body-contains", builder::bodyContains)
                .integer("body-limit", builder::bodyLimit)
                .text("user-agent", builder::userAgent)
                .entries("header", builder::header)
                .duration("connect-timeout", builder::connectTimeout)
                .duration("read-timeout", builder::readTimeout)
                .flag("follow-redirects", builder::followRedirects)
                .flag("verify-certificate", builder::verifyCertificate)
                .trustStore(builder::trustStore)
                .build(builder::build);
    }
}
