package dev.failover.agent.drill;

import dev.failover.Service;
import dev.failover.agent.backup.BackupRecord;
import dev.failover.agent.backup.BackupStore;
import dev.failover.agent.config.BackupDefinition;
import dev.failover.agent.config.Configuration;
import dev.failover.component.ComponentException;
import dev.failover.decision.Trial;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, again and again, when drills and restore tests were passed, and tells it the watcher: commands make them, in processes of their own,
 * and write down what they found. Thread-safe.
 */
public final class TrialWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TrialWatch.class);
    /** Soon enough for whoever waits for a service to be switched automatically again. */
    private static final Duration PACE = Duration.ofSeconds(10);

    private final Scheduler scheduler;
    private final Supplier<Configuration> inForce;
    private final Telling telling;
    private boolean closed;
    private Task next = () -> {};

    /** Takes what was passed; returns at once, and may be told the same again. */
    @FunctionalInterface
    public interface Telling {
        void tried(String service, Trial.Kind kind, Instant at);
    }

    TrialWatch(Scheduler scheduler, Supplier<Configuration> inForce, Telling telling) {
        this.scheduler = scheduler;
        this.inForce = inForce;
        this.telling = telling;
    }

    /** Begins; returns at once. */
    public static TrialWatch begin(Supplier<Configuration> inForce, Telling telling) {
        TrialWatch watch = new TrialWatch(Scheduler.system(), inForce, telling);
        watch.start();
        return watch;
    }

    void start() {
        scheduler.schedule(Duration.ZERO, this::turn);
    }

    /** Others may be wanted than before. Returns at once. */
    public void reconfigured() {
        scheduler.schedule(Duration.ZERO, this::turn);
    }

    private void turn() {
        next.cancel();
        if (closed) {
            return;
        }
        next = scheduler.schedule(PACE, this::turn);
        Configuration configuration = inForce.get();
        boolean wanted = false;
        for (Service service : configuration.services()) {
            for (Trial.Kind kind : Trial.Kind.values()) {
                if (service.policy().maxAge(kind).isPresent()) {
                    wanted = true;
                    look(configuration, service.name(), kind);
                }
            }
        }
        if (!wanted) {
            next.cancel();
        }
    }

    private void look(Configuration configuration, String service, Trial.Kind kind) {
        try {
            passed(configuration, service, kind).ifPresent(at -> telling.tried(service, kind, at));
        } catch (ComponentException e) {
            // What can't be read was not passed, as far as anybody knows; it will be too long ago soon enough.
            log.debug("{}: {}", service, e.getMessage());
        }
    }

    private static Optional<Instant> passed(Configuration configuration, String service, Trial.Kind kind) {
        return switch (kind) {
            case DRILL -> drilled(configuration.stateDirectory(), service);
            case RESTORE_TEST ->
                restored(
                        configuration.stateDirectory(),
                        configuration.backups().values().stream()
                                .filter(backup -> backup.service().equals(service))
                                .toList());
        };
    }

    /** When the latest drill that went as it should was over. */
    private static Optional<Instant> drilled(Path stateDirectory, String service) {
        return DrillBook.reports(stateDirectory).stream()
                .filter(report -> report.service().equals(service) && report.isMet())
                .map(DrillReport::ended)
                .max(Comparator.naturalOrder());
    }

    /** Since when all of the backups have been restored: one that never was proves nothing of the others. */
    private static Optional<Instant> restored(Path stateDirectory, List<BackupDefinition> backups) {
        List<Instant> tested = new ArrayList<>();
        for (BackupDefinition backup : backups) {
            new BackupStore(stateDirectory, backup.name())
                    .read()
                    .tested()
                    .map(BackupRecord.Tested::at)
                    .ifPresent(tested::add);
        }
        return tested.size() == backups.size() ? tested.stream().min(Comparator.naturalOrder()) : Optional.empty();
    }

    /** Looks no more. Idempotent. */
    @Override
    public void close() {
        scheduler.schedule(Duration.ZERO, () -> closed = true);
        scheduler.close();
    }
}
