package dev.failover.agent.page;

import dev.failover.agent.control.StatusDocument;
import dev.failover.agent.page.model.Facts;
import dev.failover.micrometer.FailoverMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** The metrics as Prometheus reads them. Thread-safe. */
final class Exposition {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private final Supplier<Facts> facts;
    private final BackupMeters backups = new BackupMeters(registry);
    private final ReplicaMeters replicas = new ReplicaMeters(registry);
    private final RecoveryMeters recovery = new RecoveryMeters(registry);
    private final VendorMeters vendors = new VendorMeters(registry);

    /**
     * Counts from now on.
     *
     * @param facts as they stand at present
     */
    Exposition(FailoverMetrics metrics, Supplier<Facts> facts) {
        metrics.bindTo(registry);
        this.facts = facts;
    }

    /** @param accept what the reader takes; empty if it did not say */
    Reply reply(Optional<String> accept) {
        String type = accept.filter(types -> types.contains("application/openmetrics-text"))
                .map(types -> OPEN_METRICS)
                .orElse(TEXT);
        Facts now = facts.get();
        StatusDocument status = now.status();
        backups.show(Objects.requireNonNullElse(status.backups(), List.of()));
        replicas.show(status.replicas(), now.at());
        recovery.show(status);
        vendors.show(Objects.requireNonNullElse(status.vendors(), List.of()));
        return Reply.of(200, type, registry.scrape(type));
    }
}
