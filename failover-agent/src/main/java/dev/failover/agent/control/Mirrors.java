package dev.failover.agent.control;

import dev.failover.Failover;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.SyncDefinition;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import dev.failover.sync.ContinuousMirror;
import dev.failover.sync.MirrorEvent;
import dev.failover.sync.MirrorStatus;
import dev.failover.time.Scheduler;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * The syncs that follow every change: those of a site are started and stopped with it, by the service; here all the others are, and what
 * they tell is handed on. Thread-safe.
 */
public final class Mirrors implements AutoCloseable {
    private final Scheduler scheduler = Scheduler.system();
    private final Failover failover;
    private final List<SyncDefinition> syncs = new CopyOnWriteArrayList<>();
    private final BiConsumer<String, MirrorEvent> printer;

    private Mirrors(Failover failover, BiConsumer<String, MirrorEvent> printer) {
        this.failover = failover;
        this.printer = printer;
    }

    /** @param printer told of everything that happens, with the name of the sync; must return at once */
    public static Mirrors start(
            Failover failover, Configuration configuration, BiConsumer<String, MirrorEvent> printer) {
        Mirrors mirrors = new Mirrors(failover, printer);
        mirrors.begin(configuration.syncs().values());
        return mirrors;
    }

    /** Those of these that follow every change begin; the services that they belong to are watched already. */
    void begin(Collection<SyncDefinition> some) {
        some.stream().filter(sync -> sync.following().isPresent()).forEach(sync -> {
            syncs.add(sync);
            begin(sync);
        });
    }

    /** These end; those of a site have ended with their service. */
    void end(Collection<SyncDefinition> some) {
        syncs.removeAll(some);
        some.forEach(sync -> sync.following().ifPresent(ContinuousMirror::stop));
    }

    private void begin(SyncDefinition sync) {
        sync.events().tell(event -> happened(sync, event));
        if (sync.site().isEmpty()) {
            sync.following().ifPresent(mirror -> mirror.start(scheduler));
        } else {
            new AfterCaches(scheduler, failover, sync).watch();
        }
    }

    private void happened(SyncDefinition sync, MirrorEvent event) {
        printer.accept(sync.name(), event);
        notification(sync, event).ifPresent(notification -> {
            if (!sync.notifiers().isEmpty()) {
                failover.announce(sync.notifiers(), notification);
            } else {
                sync.service().ifPresent(service -> failover.announce(service, notification));
            }
        });
    }

    private static Optional<Notification> notification(SyncDefinition sync, MirrorEvent event) {
        String service = sync.service().orElse("");
        return switch (event.kind()) {
            case HALTED -> Optional.of(notification(sync, service, event, Severity.CRITICAL, "has halted"));
            case FAILING -> Optional.of(notification(sync, service, event, Severity.WARNING, "fails"));
            case COMMAND_FAILED ->
                Optional.of(notification(sync, service, event, Severity.WARNING, "could not run a command"));
            case BLIND -> Optional.of(notification(sync, service, event, Severity.WARNING, "sees changes late"));
            case RECOVERED, RESUMED -> Optional.of(notification(sync, service, event, Severity.INFO, "goes on"));
            case PART_MIRRORED, ALL_MIRRORED, RUN_FAILED -> Optional.empty();
        };
    }

    private static Notification notification(
            SyncDefinition sync, String service, MirrorEvent event, Severity severity, String what) {
        return new Notification(
                "%ssync/%s/%s/%s"
                        .formatted(
                                service.isEmpty() ? "" : service + "/",
                                sync.name(),
                                what.replace(' ', '-'),
                                event.at().toEpochMilli()),
                event.at(),
                severity,
                service,
                "%ssync %s %s".formatted(service.isEmpty() ? "" : service + ": ", sync.name(), what),
                CommandAdvice.sentence(sync.name(), event.text(), event.remedy()),
                Map.of("sync", sync.name()));
    }

    /** Completes as soon as the thread that decides for them has come to it. */
    public CompletableFuture<?> responds() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        scheduler.schedule(Duration.ZERO, () -> answer.complete(true));
        return answer;
    }

    /** How those are doing that are running, by name. */
    public Map<String, MirrorStatus> status() {
        Map<String, MirrorStatus> status = new TreeMap<>();
        for (SyncDefinition sync : syncs) {
            sync.following()
                    .map(ContinuousMirror::status)
                    .filter(is -> is.state() != MirrorStatus.State.STOPPED)
                    .ifPresent(is -> status.put(sync.name(), is));
        }
        return status;
    }

    /** Stops those that belong to no site; what is under way is interrupted, and made good by the next start. Idempotent. */
    @Override
    public void close() {
        syncs.stream()
                .filter(sync -> sync.site().isEmpty())
                .forEach(sync -> sync.following().ifPresent(ContinuousMirror::stop));
        scheduler.close();
    }
}
