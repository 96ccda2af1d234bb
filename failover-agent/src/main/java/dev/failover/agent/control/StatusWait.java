package dev.failover.agent.control;

import dev.failover.Failover;
import dev.failover.Service;
import dev.failover.ServiceStatus;
import dev.failover.decision.Connectivity;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.SiteFacts;
import dev.failover.health.Thresholds;
import dev.failover.health.Verdict;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Waits until something is known of services, never for ever. */
public final class StatusWait {
    /** What a look at the zones' servers and at an address takes at most. */
    private static final Duration TIME_TO_LOOK = Duration.ofSeconds(12);

    private final Failover failover;

    /** What is done while it is waited. */
    @FunctionalInterface
    public interface Meanwhile {
        /** @param asked what is waited for, by the names of services */
        void with(Map<String, CompletableFuture<ServiceStatus>> asked) throws InterruptedException;
    }

    public StatusWait(Failover failover) {
        this.failover = failover;
    }

    /**
     * Waits until all is known of each service that an automatic decision needs, for as long as one of them takes at most.
     *
     * @return by its name, what is known of each then, complete or not; without those that nothing is known of
     */
    public Map<String, ServiceStatus> awaitEverything(List<Service> services, Meanwhile meanwhile)
            throws InterruptedException {
        if (services.isEmpty()) {
            return Map.of();
        }
        Map<String, CompletableFuture<ServiceStatus>> asked = new LinkedHashMap<>();
        services.forEach(
                service -> asked.put(service.name(), failover.status(service.name(), StatusWait::isEverythingKnown)));
        Duration longest = services.stream()
                .map(StatusWait::timeToKnow)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Deadline deadline = Deadline.in(longest);
        meanwhile.with(asked);
        try {
            Answer.of(CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new)), deadline.left());
        } catch (TimeoutException e) {
            // Whoever asked makes do with what is known.
        }
        Map<String, ServiceStatus> known = new LinkedHashMap<>();
        asked.forEach((service, answer) -> {
            Optional<ServiceStatus> status = answer.isDone() ? Optional.of(answer.join()) : failover.status(service);
            answer.cancel(false);
            status.ifPresent(found -> known.put(service, found));
        });
        return known;
    }

    private static boolean isEverythingKnown(ServiceStatus status) {
        return missing(status).isEmpty();
    }

    /** What has yet to become known for an automatic decision; empty if all is. */
    public static List<String> missing(ServiceStatus status) {
        List<String> missing = new ArrayList<>();
        if (status.records().status() == RecordFacts.Status.UNSEEN) {
            missing.add("its zones' servers");
        }
        if (status.connectivity() == Connectivity.UNCHECKED) {
            missing.add("the references");
        }
        status.sites().stream()
                .filter(site -> !isKnown(site))
                .map(SiteFacts::site)
                .forEach(missing::add);
        return missing;
    }

    /** Waits until all is known that a switch to a site needs, for as long as that takes at most. */
    void awaitSite(Service service, String site) throws InterruptedException {
        Predicate<ServiceStatus> wanted = status -> status.records().status() != RecordFacts.Status.UNSEEN
                && status.sites().stream()
                        .filter(facts -> facts.site().equals(site))
                        .anyMatch(StatusWait::isKnown);
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
