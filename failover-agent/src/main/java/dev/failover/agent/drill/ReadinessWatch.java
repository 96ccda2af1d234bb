package dev.failover.agent.drill;

import dev.failover.Failover;
import dev.failover.ServiceStatus;
import dev.failover.agent.control.CommandAdvice;
import dev.failover.decision.Decision;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import dev.failover.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Asks the watcher each minute what it would decide if the active site failed, and tells humans if that has been nothing for long: a gate
 * that nobody needs is one that nobody looks at. Asks nobody else, and writes nothing. Thread-safe.
 */
public final class ReadinessWatch implements AutoCloseable {
    private static final Duration PACE = Duration.ofMinutes(1);
    /** Longer than a mirror, a look-up or a machine takes to come back by itself. */
    private static final Duration TIME_TO_TELL = Duration.ofMinutes(10);

    private final Scheduler scheduler;
    private final Failover failover;
    private final Map<String, Hindered> hindered = new HashMap<>();
    /** What each look found; read by any thread. */
    private final Map<String, ReadinessStatus> found = new ConcurrentHashMap<>();

    private boolean closed;

    /** A service that could not be moved, since when, and whether that was told. */
    private record Hindered(Instant since, boolean told) {}

    ReadinessWatch(Scheduler scheduler, Failover failover) {
        this.scheduler = scheduler;
        this.failover = failover;
    }

    /** Begins; returns at once. */
    public static ReadinessWatch begin(Failover failover) {
        ReadinessWatch watch = new ReadinessWatch(Scheduler.system(), failover);
        watch.start();
        return watch;
    }

    void start() {
        scheduler.schedule(PACE, this::turn);
    }

    /** As of the latest look, by name; without services that have nowhere to go, or were not looked at yet. */
    public List<ReadinessStatus> status() {
        return found.values().stream()
                .sorted(Comparator.comparing(ReadinessStatus::service))
                .toList();
    }

    private void turn() {
        if (closed) {
            return;
        }
        scheduler.schedule(PACE, this::turn);
        List<ServiceStatus> all = failover.status();
        Set<String> services = all.stream().map(ServiceStatus::service).collect(Collectors.toSet());
        hindered.keySet().retainAll(services);
        found.keySet().retainAll(services);
        all.forEach(this::look);
    }

    private void look(ServiceStatus status) {
        if (status.sites().size() < 2 || status.state().assignment().isEmpty()) {
            return;
        }
        CompletableFuture<?> unused = failover.ifActiveFails(status.service()).whenComplete((decision, failure) -> {
            if (decision != null) {
                scheduler.schedule(Duration.ZERO, () -> judge(status, decision));
            }
        });
    }

    private void judge(ServiceStatus status, Decision decision) {
        String service = status.service();
        Hindered before = hindered.get(service);
        if (!decision.isHindered()) {
            hindered.remove(service);
            found.put(service, new ReadinessStatus(service, Optional.empty(), decision));
            if (before != null && before.told()) {
                announce(service, before.since(), "a failover would work again", "Every gate is met.", true);
            }
            return;
        }
        Hindered now = before == null ? new Hindered(scheduler.instant(), false) : before;
        found.put(service, new ReadinessStatus(service, Optional.of(now.since()), decision));
        // Of whatever else is the case, somebody was told already: that may be why.
        boolean isNews = !now.told() && status.state().conditions().isEmpty();
        boolean isDue = Duration.between(now.since(), scheduler.instant()).compareTo(TIME_TO_TELL) >= 0;
        if (isNews && isDue) {
            announce(service, now.since(), "a failover would not work now", why(service, decision), false);
        }
        hindered.put(service, new Hindered(now.since(), now.told() || isNews && isDue));
    }

    private static String why(String service, Decision decision) {
        return decision.hindrances().isEmpty()
                ? decision.reason()
                : decision.hindrances().stream()
                        .map(gate -> CommandAdvice.sentence(service, gate))
                        .collect(Collectors.joining("; "));
    }

    private void announce(String service, Instant since, String title, String text, boolean over) {
        String incident = "%s/readiness/%s".formatted(service, since.toEpochMilli());
        failover.announce(
                service,
                new Notification(
                                over ? incident + "/over" : incident,
                                scheduler.instant(),
                                over ? Severity.INFO : Severity.WARNING,
                                service,
                                service + ": " + title,
                                text,
                                Map.of())
                        .partOf(incident, Severity.WARNING, over));
    }

    /** Looks no more. Idempotent. */
    @Override
    public void close() {
        scheduler.schedule(Duration.ZERO, () -> closed = true);
        scheduler.close();
    }
}
