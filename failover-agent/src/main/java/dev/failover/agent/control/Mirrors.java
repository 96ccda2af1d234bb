package dev.failover.agent.control;

import dev.failover.Failover;
import dev.failover.ServiceStatus;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.SyncDefinition;
import dev.failover.decision.SwitchRecord;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import dev.failover.sync.ContinuousMirror;
import dev.failover.sync.MirrorEvent;
import dev.failover.sync.MirrorStatus;
import dev.failover.sync.Watermark;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** The syncs that follow every change, each while its site is the active one. Thread-safe. */
public final class Mirrors implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Scheduler scheduler = Scheduler.system();
    private final Failover failover;
    private final List<SyncDefinition> syncs;
    private final BiConsumer<String, MirrorEvent> printer;
    private final Map<String, ContinuousMirror> running = new ConcurrentHashMap<>();
    private final AfterCaches afterCaches;
    private Task next = () -> {};

    private Mirrors(Failover failover, Configuration configuration, BiConsumer<String, MirrorEvent> printer) {
        this.failover = failover;
        this.printer = printer;
        this.afterCaches = new AfterCaches(scheduler, failover);
        syncs = configuration.syncs().values().stream()
                .filter(SyncDefinition::continuous)
                .toList();
    }

    /** @param printer told of everything that happens, with the name of the sync; must return at once */
    public static Mirrors start(
            Failover failover, Configuration configuration, BiConsumer<String, MirrorEvent> printer) {
        Mirrors mirrors = new Mirrors(failover, configuration, printer);
        if (!mirrors.syncs.isEmpty()) {
            mirrors.scheduler.schedule(Duration.ZERO, mirrors::look);
        }
        return mirrors;
    }

    /** Begins what is due and ends what is not due any more: a site that was left must not write over the one entered. */
    private void look() {
        for (SyncDefinition sync : syncs) {
            ContinuousMirror mirror = running.get(sync.name());
            boolean due = isDue(sync);
            if (due && mirror == null) {
                ContinuousMirror begun = ContinuousMirror.builder()
                        .mirror(sync.mirror())
                        .scheduler(scheduler)
                        .rescan(sync.rescan())
                        .listener(event -> happened(sync, event))
                        .build();
                running.put(sync.name(), begun);
                begun.start();
            } else if (!due && mirror != null) {
                running.remove(sync.name());
                sentUntil(sync, mirror.status()).ifPresent(moment -> afterCaches.ended(sync, moment));
                mirror.close();
            }
            afterCaches.look(sync);
        }
        next = scheduler.schedule(BETWEEN_LOOKS, this::look);
    }

    /** Changes from before the switch were sent, if nothing waits; else those from before the latest complete run. */
    private Optional<Instant> sentUntil(SyncDefinition sync, MirrorStatus status) {
        boolean idle = status.state() == MirrorStatus.State.IDLE && status.pending() == 0;
        return idle
                ? sync.service()
                        .flatMap(failover::status)
                        .flatMap(known -> known.state().lastSwitch())
                        .map(SwitchRecord::decidedAt)
                : Optional.of(status.latest().map(Watermark::scanStarted).orElse(Instant.EPOCH));
    }

    private boolean isDue(SyncDefinition sync) {
        return sync.site()
                .map(site -> sync.service()
                        .flatMap(failover::status)
                        .map(ServiceStatus::state)
                        .flatMap(state -> state.assignment())
                        .filter(assignment -> assignment.site().equals(site))
                        .isPresent())
                .orElse(true);
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

    /** How those are doing that are running, by name. */
    public Map<String, MirrorStatus> status() {
        Map<String, MirrorStatus> status = new TreeMap<>();
        running.forEach((name, mirror) -> status.put(name, mirror.status()));
        return status;
    }

    /** Stops them; what is under way is interrupted, and made good by the next start. Idempotent. */
    @Override
    public void close() {
        next.cancel();
        running.values().forEach(ContinuousMirror::close);
        scheduler.close();
    }
}
