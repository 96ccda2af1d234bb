package dev.failover.agent.control;

import dev.failover.Failover;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.SyncDefinition;
import dev.failover.decision.SiteFacts;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
        notification(sync.name(), sync.service().orElse(""), event).ifPresent(notification -> {
            if (sync.service().isPresent()) {
                failover.announce(sync.service().get(), sites(sync, event.kind()), sync.notifiers(), notification);
            } else if (!sync.notifiers().isEmpty()) {
                failover.announce(sync.notifiers(), notification);
            }
        });
    }

    private Set<String> sites(SyncDefinition sync, MirrorEvent.Kind kind) {
        List<String> standbys = sync.service()
                .flatMap(failover::status)
                .map(status ->
                        status.sites().stream().skip(1).map(SiteFacts::site).toList())
                .orElse(List.of());
        return sites(kind, sync.site(), sync.to(), standbys);
    }

    /**
     * The sites from which an event may follow if one of them is down: runs fail that go to it, or come from it. A source that can't be
     * believed has another cause.
     *
     * @param standbys of the service, in order
     */
    static Set<String> sites(MirrorEvent.Kind kind, Optional<String> from, Optional<String> to, List<String> standbys) {
        if (kind != MirrorEvent.Kind.FAILING && kind != MirrorEvent.Kind.RECOVERED) {
            return Set.of();
        }
        Set<String> sites = new TreeSet<>();
        from.ifPresent(sites::add);
        to.or(() -> standbys.stream().findFirst()).ifPresent(sites::add);
        return sites;
    }

    /**
     * What is told of an event. What begins and ends with it is always the same incident: a process that was restarted in between doesn't
     * know when it began, and still ends it.
     */
    static Optional<Notification> notification(String sync, String service, MirrorEvent event) {
        return switch (event.kind()) {
            case HALTED ->
                Optional.of(notification(sync, service, event, Severity.CRITICAL, "has halted")
                        .partOf(id(sync, service, "halted"), Severity.CRITICAL, false));
            case FAILING ->
                Optional.of(notification(sync, service, event, Severity.WARNING, "fails")
                        .partOf(id(sync, service, "failing"), Severity.WARNING, false));
            case COMMAND_FAILED ->
                Optional.of(notification(sync, service, event, Severity.WARNING, "could not run a command"));
            case BLIND -> Optional.of(notification(sync, service, event, Severity.WARNING, "sees changes late"));
            case RECOVERED ->
                Optional.of(notification(sync, service, event, Severity.INFO, "goes on")
                        .partOf(id(sync, service, "failing"), Severity.WARNING, true));
            case RESUMED ->
                Optional.of(notification(sync, service, event, Severity.INFO, "goes on")
                        .partOf(id(sync, service, "halted"), Severity.CRITICAL, true));
            case HEALED -> Optional.of(notification(sync, service, event, Severity.WARNING, "healed its target"));
            case UNPROVEN -> Optional.of(notification(sync, service, event, Severity.WARNING, "is not verified"));
            case PART_MIRRORED, ALL_MIRRORED, RUN_FAILED, PROVEN -> Optional.empty();
        };
    }

    private static Notification notification(
            String sync, String service, MirrorEvent event, Severity severity, String what) {
        return new Notification(
                id(sync, service, what.replace(' ', '-') + "/" + event.at().toEpochMilli()),
                event.at(),
                severity,
                service,
                "%ssync %s %s".formatted(service.isEmpty() ? "" : service + ": ", sync, what),
                CommandAdvice.sentence(sync, event.text(), event.remedy()),
                Map.of("sync", sync));
    }

    private static String id(String sync, String service, String what) {
        return "%ssync/%s/%s".formatted(service.isEmpty() ? "" : service + "/", sync, what);
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
