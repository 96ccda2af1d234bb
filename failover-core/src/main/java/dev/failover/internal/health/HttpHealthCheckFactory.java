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
                .text("body", builder::body)
                .text("content-type", builder::contentType)
                .text("expect-status", builder::expectStatus)
                .text("body-contains", builder::bodyContains)
                .text("body-pattern", builder::bodyPattern)
                .entries("json", builder::json)
                .entries("json-pattern", builder::jsonPattern)
                .integer("body-limit", builder::bodyLimit)
                .text("user-agent", builder::userAgent)
                .entries("header", builder::header)
                .text("user", builder::user)
                .secret("password", builder::password)
                .secret("bearer-token", builder::bearerToken)
                .duration("max-latency", builder::maxLatency)
                .duration("connect-timeout", builder::connectTimeout)
                .duration("read-timeout", builder::readTimeout)
                .flag("follow-redirects", builder::followRedirects)
                .flag("http2", builder::http2)
                .duration("full-handshake-every", builder::fullHandshakeEvery)
                .flag("verify-certificate", builder::verifyCertificate)
                .trustStore(builder::trustStore)
                .clientCertificate(builder::clientCertificate)
                .build(builder::build);
    }
}
