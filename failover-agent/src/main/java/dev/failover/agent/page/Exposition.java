package dev.failover.agent.page;

import dev.failover.micrometer.FailoverMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Optional;

/** The metrics as Prometheus reads them. Thread-safe. */
final class Exposition {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** Counts from now on. */
    Exposition(FailoverMetrics metrics) {
        metrics.bindTo(registry);
    }

    /** @param accept what the reader takes; empty if it did not say */
    Reply reply(Optional<String> accept) {
        String type = accept.filter(types -> types.contains("application/openmetrics-text"))
                .map(types -> OPEN_METRICS)
                .orElse(TEXT);
        return Reply.of(200, type, registry.scrape(type));
    }
}
