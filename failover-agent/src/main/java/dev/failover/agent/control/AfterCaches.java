package dev.failover.agent.control;

import dev.failover.Failover;
import dev.failover.ServiceStatus;
import dev.failover.agent.config.SyncDefinition;
import dev.failover.component.Excerpt;
import dev.failover.decision.Cause;
import dev.failover.decision.RememberedSwitch;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import dev.failover.sync.ContinuousMirror;
import dev.failover.sync.LeftBehind;
import dev.failover.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Names what a site was given after it was left, while caches still led users there. It is not sent any more: where the users
 * are now, it could overwrite what they wrote (S11). Looks once, when the caches have run out.
 */
final class AfterCaches {
    private static final Duration TIME_TO_LOOK = Duration.ofMinutes(5);
    /** An agent that was not there to look within this time has nothing sure to say. */
    private static final Duration STILL_TELLING = Duration.ofMinutes(10);

    private final Scheduler scheduler;
    private final Failover failover;
    private final SyncDefinition sync;

    /** @param sync one of a service's site */
    AfterCaches(Scheduler scheduler, Failover failover, SyncDefinition sync) {
        this.scheduler = scheduler;
        this.failover = failover;
        this.sync = sync;
    }

    /** From now on looks whenever its site was left. */
    void watch() {
        watch(-1);
    }

    private void watch(long lookedAfter) {
        CompletableFuture<?> unused = failover.status(
                        sync.service().orElseThrow(),
                        status -> published(status, lookedAfter).isPresent())
                .thenAccept(status -> {
                    RememberedSwitch left = published(status, lookedAfter).orElseThrow();
                    Instant over = left.publishedAt()
                            .orElseThrow()
                            .plus(status.prediction().caching());
                    Duration until = Duration.between(scheduler.instant(), over);
                    if (until.compareTo(STILL_TELLING.negated()) > 0) {
                        scheduler.schedule(until.isNegative() ? Duration.ZERO : until, () -> lookAfter(left.epoch()));
                    }
                    watch(left.epoch());
                });
    }

    private Optional<RememberedSwitch> published(ServiceStatus status, long lookedAfter) {
        return left(status)
                .filter(left -> left.epoch() > lookedAfter && left.publishedAt().isPresent());
    }

    /** Looks, unless another switch was made before the caches had run out. */
    private void lookAfter(long epoch) {
        failover.status(sync.service().orElseThrow())
                .ifPresent(status -> left(status)
                        .filter(left -> left.epoch() == epoch)
                        .ifPresent(left -> look(status.service(), left)));
    }

    /** A site that failed was given nothing while it was down; what it lacks is told with the switch. */
    private Optional<RememberedSwitch> left(ServiceStatus status) {
        return status.state()
                .lastSwitch()
                .filter(made -> made.cause() != Cause.FAILOVER
                        && sync.site().equals(Optional.of(made.from()))
                        && !made.from().equals(made.to()));
    }

    private void look(String service, RememberedSwitch left) {
        Instant from = sentUntil(left);
        scheduler.call(
                "looking what stayed behind of " + sync.name(),
                TIME_TO_LOOK,
                () -> sync.mirror().leftBehind(from),
                outcome -> outcome.fold(
                                found -> found.map(behind -> sentence(left, from, behind))
                                        .orElse(
                                                Optional.of(
                                                        "%s was mirrored into before the caches had run out:"
                                                                        .formatted(sync.source())
                                                                + " what users wrote there meanwhile is only in its versions, if it keeps any")),
                                failure -> Optional.of("what users wrote to %s meanwhile is not known: %s"
                                        .formatted(sync.source(), failure.getMessage())))
                        .ifPresent(text -> failover.announce(service, notification(service, left, text))));
    }

    /** Changes from before the switch were sent, as far as the mirror had come. */
    private Instant sentUntil(RememberedSwitch left) {
        return sync.following()
                .flatMap(ContinuousMirror::sentUntil)
                .filter(sent -> sent.isBefore(left.decidedAt()))
                .orElse(left.decidedAt());
    }

    private Optional<String> sentence(RememberedSwitch left, Instant from, LeftBehind behind) {
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

    private Notification notification(String service, RememberedSwitch left, String text) {
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
