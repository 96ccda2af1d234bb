package dev.failover.agent.page;

import dev.failover.agent.control.StatusDocument.Backup;
import dev.failover.micrometer.FailoverMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The metrics as Prometheus reads them. Thread-safe. */
final class Exposition {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private final Supplier<List<Backup>> backups;
    private final BackupMeters backupMeters = new BackupMeters(registry);

    /**
     * Counts from now on.
     *
     * @param backups as they stand at present
     */
    Exposition(FailoverMetrics metrics, Supplier<List<Backup>> backups) {
        metrics.bindTo(registry);
        this.backups = backups;
    }

    /** @param accept what the reader takes; empty if it did not say */
    Reply reply(Optional<String> accept) {
        String type = accept.filter(types -> types.contains("application/openmetrics-text"))
                .map(types -> OPEN_METRICS)
                .orElse(TEXT);
        backupMeters.show(backups.get());
        return Reply.of(200, type, registry.scrape(type));
    }
}
