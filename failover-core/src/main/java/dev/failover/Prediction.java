package dev.failover;

import dev.failover.Service.ManagedRecord;
import dev.failover.decision.Cause;
import dev.failover.decision.RememberedSwitch;
import dev.failover.health.Thresholds;
import dev.failover.internal.watch.ConnectivityWatch;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How long an unplanned switch should take at most, from the fault on.
 *
 * @param detection until the verdict is DOWN, the phase of the checks included
 * @param gates for how long a gate may hold the decision after that: until the watcher knows that it is not cut off itself,
 *     which it starts to find out when the first check fails. Nothing, unless that may take longer than the verdict
 * @param takeover if several watchers decide: until another one may act, if the one that could ended with the site. It runs while
 *     the fault is found out; zero of a watcher that decides alone
 * @param publishing from the decision until every server of the zones gives the other site, and every traffic switch sends there: the
 *     longest of the switches remembered that were measured; before there was one {@link #UNMEASURED}, or what a traffic switch takes
 *     at most if that is longer
 * @param caching for how long resolvers may keep the old answer after that: the longest TTL
 * @param measured whether {@code publishing} was ever measured
 */
public record Prediction(
        Duration detection,
        Duration gates,
        Duration takeover,
        Duration publishing,
        Duration caching,
        boolean measured) {
    /** Assumed of a vendor before a switch was measured: what zone updates usually take to be served. */
    public static final Duration UNMEASURED = Duration.ofSeconds(60);

    /**
     * Of a watcher that decides alone.
     *
     * @param slowest how long the slowest of the service's traffic switches takes at most, and of the zones whose vendors can't be asked;
     *     zero if it has none of either
     */
    static Prediction of(Service service, List<RememberedSwitch> switches, Duration slowest) {
        Thresholds thresholds = service.thresholds();
        Optional<Duration> longest = switches.stream()
                .filter(made -> made.measured() && made.cause() != Cause.RETRACTION)
                .flatMap(made -> made.publishing().stream())
                .max(Comparator.naturalOrder());
        Duration zones = service.records().isEmpty() ? Duration.ZERO : UNMEASURED;
        Duration ttl = service.records().stream()
                .map(ManagedRecord::ttl)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        return new Prediction(
                thresholds.detectionBound(),
                gates(thresholds),
                Duration.ZERO,
                longest.orElse(slowest.compareTo(zones) > 0 ? slowest : zones),
                ttl,
                longest.isPresent());
    }

    /**
     * The same where several watchers decide.
     *
     * @param voting until a vote is known to all of them
     */
    Prediction among(Duration voting, Duration untilTakeover) {
        return new Prediction(detection, gates.plus(voting), untilTakeover, publishing, caching, measured);
    }

    private static Duration gates(Thresholds thresholds) {
        Duration fromFirstResult = thresholds.detectionFloor().minus(thresholds.timeout());
        Duration rest = ConnectivityWatch.LONGEST.minus(fromFirstResult);
        return rest.isNegative() ? Duration.ZERO : rest;
    }

    /** From the fault until every server of the zones gives the other site. */
    public Duration published() {
        Duration agreed = detection.plus(gates);
        return (agreed.compareTo(takeover) > 0 ? agreed : takeover).plus(publishing);
    }

    /** From the fault until nobody can be sent to the dead site any more: the recovery time. */
    public Duration visible() {
        return published().plus(caching);
    }
}
