package dev.failover.micrometer;

import dev.failover.Failover;
import dev.failover.FailoverEvent;
import dev.failover.ServiceStatus;
import dev.failover.notify.NotifierStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is shown of a failover in one registry. For one thread at a time. */
final class BoundMeters {
    private static final Duration PACE = Duration.ofSeconds(FailoverMetrics.PACE_SECONDS);

    private final MeterRegistry registry;
    private final InstantSource time;
    private final Map<String, ServiceMeters> services = new HashMap<>();
    private final Map<String, Meters> notifiers = new HashMap<>();
    private @Nullable Failover failover;
    private Instant looked = Instant.EPOCH;

    BoundMeters(MeterRegistry registry, InstantSource time) {
        this.registry = registry;
        this.time = time;
    }

    void watch(Failover watched) {
        failover = watched;
        services.values().forEach(ServiceMeters::remove);
        services.clear();
        notifiers.values().forEach(Meters::remove);
        notifiers.clear();
        look(watched);
    }

    void on(FailoverEvent event) {
        Failover watched = failover;
        if (watched == null) {
            return;
        }
        ServiceMeters known = services.get(event.service());
        of(watched, event.service()).on(event);
        if (known == null || !known.isComplete() || isDue()) {
            look(watched);
        }
    }

    /** A clock that was set makes it so at once. */
    private boolean isDue() {
        return Duration.between(looked, time.instant()).abs().compareTo(PACE) >= 0;
    }

    private ServiceMeters of(Failover watched, String service) {
        return services.computeIfAbsent(
                service,
                name -> new ServiceMeters(
                        registry, name, () -> watched.status(name), () -> watched.ifActiveFails(name), time));
    }

    /** Finds out what there is to show. */
    private void look(Failover watched) {
        looked = time.instant();
        List<ServiceStatus> all = watched.status();
        all.forEach(status -> of(watched, status.service()).follow(status));
        Set<String> gone = new HashSet<>(services.keySet());
        all.forEach(status -> gone.remove(status.service()));
        gone.forEach(this::forget);
        List<NotifierStatus> speaking = watched.notifiers();
        Set<String> silent = new HashSet<>(notifiers.keySet());
        for (NotifierStatus notifier : speaking) {
            silent.remove(notifier.notifier());
            notifiers.computeIfAbsent(notifier.notifier(), name -> ofNotifier(watched, name));
        }
        silent.forEach(name -> {
            Meters meters = notifiers.remove(name);
            if (meters != null) {
                meters.remove();
            }
        });
    }

    /** One that was heard of and not looked at yet stays. */
    private void forget(String service) {
        ServiceMeters meters = services.get(service);
        if (meters != null && meters.isComplete()) {
            meters.remove();
            services.remove(service);
        }
    }

    private Meters ofNotifier(Failover watched, String name) {
        Meters meters = new Meters(registry, "notifier", name);
        meters.gauge(
                "failover.notifications.waiting",
                () -> status(watched, name).map(NotifierStatus::waiting).orElse(0));
        meters.seconds(
                "failover.notifications.oldest.age",
                () -> status(watched, name)
                        .flatMap(NotifierStatus::oldest)
                        .map(since -> Duration.between(since, time.instant()))
                        .or(() -> Optional.of(Duration.ZERO)));
        meters.counter(
                "failover.notifications.delivered",
                () -> status(watched, name).map(NotifierStatus::delivered).orElse(0L));
        meters.counter(
                "failover.notifications.failures",
                () -> status(watched, name).map(NotifierStatus::failed).orElse(0L));
        return meters;
    }

    private static Optional<NotifierStatus> status(Failover watched, String name) {
        return watched.notifiers().stream()
                .filter(notifier -> notifier.notifier().equals(name))
                .findFirst();
    }
}
