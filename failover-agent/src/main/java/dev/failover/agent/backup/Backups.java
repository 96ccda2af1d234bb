package dev.failover.agent.backup;

import dev.failover.agent.backup.BackupRecord.Step;
import dev.failover.agent.config.BackupDefinition;
import dev.failover.agent.config.Configuration;
import dev.failover.backup.Backup.Depth;
import dev.failover.component.ComponentException;
import dev.failover.notify.Notification;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import dev.failover.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes and tests backups when it is time, each on a thread of its own, so that nothing waits for them; follows the configuration that is
 * in force. What fails is logged when it begins. What it knows it reads from the state directory, which commands write, too. Thread-safe.
 */
public final class Backups implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Backups.class);
    private static final Duration PACE = Duration.ofSeconds(30);
    /** A step is several calls, each with the timeout of its own; what heeds none of them is left behind. */
    private static final int CALLS = 6;

    private final Scheduler scheduler;
    private final TimeSource time;
    private final Supplier<Map<String, BackupDefinition>> wanted;
    private final Path stateDirectory;
    private final BiConsumer<BackupDefinition, Notification> announcing;
    private final Set<String> underWay = new HashSet<>();
    private final Set<String> told = new HashSet<>();
    private boolean closed;
    /** Whether there was none at the latest look, so that it waits for another configuration. */
    private boolean resting;

    Backups(
            Scheduler scheduler,
            TimeSource time,
            Supplier<Map<String, BackupDefinition>> wanted,
            Path stateDirectory,
            BiConsumer<BackupDefinition, Notification> announcing) {
        this.scheduler = scheduler;
        this.time = time;
        this.wanted = wanted;
        this.stateDirectory = stateDirectory;
        this.announcing = announcing;
    }

    /**
     * Begins; returns at once.
     *
     * @param inForce the configuration that is in force at present
     * @param announcing tells humans; returns at once
     */
    public static Backups begin(
            Supplier<Configuration> inForce, BiConsumer<BackupDefinition, Notification> announcing) {
        Backups backups = new Backups(
                Scheduler.system(),
                TimeSource.system(),
                () -> inForce.get().backups(),
                inForce.get().stateDirectory(),
                announcing);
        backups.start();
        return backups;
    }

    void start() {
        scheduler.schedule(Duration.ZERO, this::turn);
    }

    /** Others may be wanted than before. Returns at once. */
    public void reconfigured() {
        scheduler.schedule(Duration.ZERO, () -> {
            if (resting) {
                turn();
            }
        });
    }

    private void turn() {
        if (closed) {
            return;
        }
        Map<String, BackupDefinition> now = wanted.get();
        resting = now.isEmpty();
        if (!resting) {
            scheduler.schedule(PACE, this::turn);
            now.values().forEach(this::look);
        }
    }

    private void look(BackupDefinition definition) {
        if (underWay.contains(definition.name())) {
            return;
        }
        BackupRecord record;
        try {
            record = new BackupStore(stateDirectory, definition.name()).read();
        } catch (ComponentException e) {
            log.warn("{}", e.getMessage());
            return;
        }
        BackupNews.of(definition, record, scheduler.instant()).stream()
                .filter(news -> told.add(news.id()))
                .forEach(news -> announcing.accept(definition, news));
        Optional<Step> due = BackupDue.at(definition, record, scheduler.instant());
        due.ifPresent(step -> begin(definition, step, record));
    }

    private void begin(BackupDefinition definition, Step step, BackupRecord before) {
        underWay.add(definition.name());
        BackupWork work = new BackupWork(definition, stateDirectory, time);
        scheduler.call(
                "the backup " + definition.name(),
                definition.timeout().multipliedBy(CALLS),
                () -> step == Step.TAKE ? work.take() : work.test(Depth.STRUCTURE),
                outcome -> ended(definition, step, before, outcome));
    }

    private void ended(BackupDefinition definition, Step step, BackupRecord before, Outcome<BackupRecord> outcome) {
        underWay.remove(definition.name());
        if (closed) {
            return;
        }
        outcome.fold(
                after -> {
                    log.info(
                            "The backup {} was {}",
                            definition.name(),
                            step == Step.TAKE ? "taken" : "restored for a test");
                    BackupNews.over(definition, before, after, scheduler.instant())
                            .forEach(news -> announcing.accept(definition, news));
                    // A first snapshot is to be tested, unless a reload took the backup away meanwhile.
                    Optional.ofNullable(wanted.get().get(definition.name())).ifPresent(this::look);
                    return true;
                },
                failure -> {
                    if (!before.failures().containsKey(step)) {
                        log.warn("The backup {} {}: {}", definition.name(), step.failing(), failure.getMessage());
                    }
                    return false;
                });
    }

    /** Begins nothing more; what is under way is interrupted, and made good by the next one. Idempotent. */
    @Override
    public void close() {
        scheduler.schedule(Duration.ZERO, () -> closed = true);
        scheduler.close();
    }
}
