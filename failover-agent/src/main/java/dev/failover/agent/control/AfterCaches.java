package dev.failover.agent.control;

import dev.failover.Failover;
import dev.failover.ServiceStatus;
import dev.failover.agent.config.SyncDefinition;
import dev.failover.component.Excerpt;
import dev.failover.decision.Cause;
import dev.failover.decision.SwitchRecord;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import dev.failover.sync.LeftBehind;
import dev.failover.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names what a site was given after it was left, while caches still led users there. It is not sent any more: where the users
 * are now, it could overwrite what they wrote (S11). Looks once, when the caches have run out. Lives on one event thread.
 */
final class AfterCaches {
    private static final Duration TIME_TO_LOOK = Duration.ofMinutes(5);
    /** An agent that was not there to look within this time has nothing sure to say. */
    private static final Duration STILL_TELLING = Duration.ofMinutes(10);

    private final Scheduler scheduler;
    private final Failover failover;
    private final Map<String, Instant> sentUntil = new HashMap<>();
    private final Set<String> looked = new HashSet<>();

    AfterCaches(Scheduler scheduler, Failover failover) {
        this.scheduler = scheduler;
        this.failover = failover;
    }

    /** Its mirror ended, and had sent all changes from before that moment. */
    void ended(SyncDefinition sync, Instant complete) {
        sentUntil.put(sync.name(), complete);
    }

    /** Looks, if its site was left and the caches have run out. */
    void look(SyncDefinition sync) {
        sync.service()
                .flatMap(failover::status)
                .ifPresent(status -> left(sync, status)
                        .filter(left -> isTime(status, left) && looked.add(sync.name() + "/" + left.epoch()))
                        .ifPresent(left -> look(sync, status.service(), left)));
    }

    /** A site that failed was given nothing while it was down; what it lacks is told with the switch. */
    private static Optional<SwitchRecord> left(SyncDefinition sync, ServiceStatus status) {
        return status.state()
                .lastSwitch()
                .filter(made -> made.cause() != Cause.FAILOVER
                        && sync.site().equals(Optional.of(made.from()))
                        && !made.from().equals(made.to()));
    }

    private boolean isTime(ServiceStatus status, SwitchRecord left) {
        Instant now = scheduler.instant();
        return left.publishedAt()
                .map(published -> published.plus(status.prediction().caching()))
                .filter(over -> !now.isBefore(over) && now.isBefore(over.plus(STILL_TELLING)))
                .isPresent();
    }

    private void look(SyncDefinition sync, String service, SwitchRecord left) {
        Instant from = sentUntil.getOrDefault(sync.name(), left.decidedAt());
        scheduler.call(
                "looking what stayed behind of " + sync.name(),
                TIME_TO_LOOK,
                () -> sync.mirror().leftBehind(from),
                outcome -> outcome.fold(
                                found -> found.map(behind -> sentence(sync, left, from, behind))
                                        .orElse(
                                                Optional.of(
                                                        "%s was mirrored into before the caches had run out:"
                                                                        .formatted(sync.source())
                                                                + " what users wrote there meanwhile is only in its versions, if it keeps any")),
                                failure -> Optional.of("what users wrote to %s meanwhile is not known: %s"
                                        .formatted(sync.source(), failure.getMessage())))
                        .ifPresent(text -> failover.announce(service, notification(sync, service, left, text))));
    }

    private static Optional<String> sentence(SyncDefinition sync, SwitchRecord left, Instant from, LeftBehind behind) {
        if (behind.files() == 0) {
            return Optional.empty();
        }
        String named =
                behind.some().stream().map(path -> Excerpt.of(path.toString())).collect(Collectors.joining(", "));
        return Optional.of(
                "%s file%s in %s changed since %s and may be nowhere else: %s%s. Copy what is needed to %s before its own mirror overwrites it"
                        .formatted(
                                behind.files(),
                                behind.files() == 1 ? "" : "s",
                                sync.source(),
                                from,
                                named,
                                behind.files() > behind.some().size() ? " …" : "",
                                left.to()));
    }

    private Notification notification(SyncDefinition sync, String service, SwitchRecord left, String text) {
        return new Notification(
                "%s/sync/%s/left-behind/%s".formatted(service, sync.name(), left.epoch()),
                scheduler.instant(),
                Severity.WARNING,
                service,
                "%s: %s stayed behind at %s".formatted(service, sync.name(), left.from()),
                text,
                Map.of("sync", sync.name(), "site", left.from()));
    }
}
