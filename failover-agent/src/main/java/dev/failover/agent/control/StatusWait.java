package dev.failover.agent.control;

import dev.failover.Failover;
import dev.failover.Service;
import dev.failover.ServiceStatus;
import dev.failover.decision.Connectivity;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.SiteFacts;
import dev.failover.health.Thresholds;
import dev.failover.health.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Waits until something is known of a service, never for ever. */
public final class StatusWait {
    /** What a look at the zones' servers and at an address takes at most. */
    private static final Duration TIME_TO_LOOK = Duration.ofSeconds(12);

    private final Failover failover;

    public StatusWait(Failover failover) {
        this.failover = failover;
    }

    /**
     * Waits until all is known that an automatic decision needs.
     *
     * @return what is known then, complete or not
     */
    public Optional<ServiceStatus> awaitEverything(Service service) throws InterruptedException {
        await(
                service,
                status -> status.records().status() != RecordFacts.Status.UNSEEN
                        && status.connectivity() != Connectivity.UNCHECKED
                        && status.sites().stream().allMatch(StatusWait::isKnown));
        return failover.status(service.name());
    }

    /** Waits until all is known that a switch to a site needs, for as long as that takes at most. */
    void awaitSite(Service service, String site) throws InterruptedException {
        await(
                service,
                status -> status.records().status() != RecordFacts.Status.UNSEEN
                        && status.sites().stream()
                                .filter(facts -> facts.site().equals(site))
                                .anyMatch(StatusWait::isKnown));
    }

    private void await(Service service, Predicate<ServiceStatus> wanted) throws InterruptedException {
        if (failover.status(service.name()).filter(wanted).isPresent()) {
            // Known already: with many services, the event thread would take its time to say so of each.
            return;
        }
        try {
            Answer.of(failover.status(service.name(), wanted), timeToKnow(service));
        } catch (TimeoutException e) {
            // Whoever asked makes do with what is known.
        }
    }

    private static boolean isKnown(SiteFacts site) {
        return site.verdict() == Verdict.DOWN
                || site.verdict() == Verdict.UP && site.address().usable();
    }

    /** Until a verdict is reached on a site nothing is known of, if every check takes as long as it may. */
    private static Duration timeToKnow(Service service) {
        Thresholds thresholds = service.thresholds();
        int checks = Math.max(thresholds.fall(), thresholds.rise());
        return thresholds
                .fastInterval()
                .multipliedBy(checks)
                .plus(thresholds.timeout())
                .plus(TIME_TO_LOOK);
    }
}
