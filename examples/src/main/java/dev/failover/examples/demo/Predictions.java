package dev.failover.examples.demo;

import dev.failover.Prediction;
import dev.failover.examples.demo.Measurement.Predicted;
import dev.failover.health.Thresholds;
import dev.failover.time.Durations;
import java.time.Duration;

/** What each phase of a switch should take, and why. */
record Predictions(DemoPlan plan, Prediction prediction) {

    /** From a change on production until the standby has it. */
    static Predicted lag(DemoPlan plan) {
        return new Predicted(
                "lag", plan.rescan(), "rescan: changes are seen at once, and what is not, by the next one");
    }

    /** From the fault to the verdict DOWN. */
    Predicted detection() {
        Thresholds thresholds = plan.thresholds();
        return new Predicted(
                "detection",
                thresholds.detectionBound(),
                "interval + (fall - 1) x interval + timeout = %s + %s x %s + %s"
                        .formatted(
                                Durations.format(thresholds.interval()),
                                thresholds.fall() - 1,
                                Durations.format(thresholds.interval()),
                                Durations.format(thresholds.timeout())));
    }

    /** From the return to the verdict UP. */
    Predicted recovery() {
        Thresholds thresholds = plan.thresholds();
        return new Predicted(
                "detection",
                recoveryBound(),
                "interval + (rise - 1) x interval + timeout = %s + %s x %s + %s"
                        .formatted(
                                Durations.format(thresholds.interval()),
                                thresholds.rise() - 1,
                                Durations.format(thresholds.interval()),
                                Durations.format(thresholds.timeout())));
    }

    private Duration recoveryBound() {
        Thresholds thresholds = plan.thresholds();
        return thresholds.interval().multipliedBy(thresholds.rise()).plus(thresholds.timeout());
    }

    /** From the verdict UP to the decision, which comes with the check that completes the hold. */
    Predicted hold() {
        return new Predicted(
                "hold",
                holdBound(),
                "failback-after + interval + timeout = %s + %s + %s"
                        .formatted(
                                Durations.format(plan.failbackAfter()),
                                Durations.format(plan.thresholds().interval()),
                                Durations.format(plan.thresholds().timeout())));
    }

    private Duration holdBound() {
        Thresholds thresholds = plan.thresholds();
        return plan.failbackAfter().plus(thresholds.interval()).plus(thresholds.timeout());
    }

    /** From the decision until every server of the zone gives the other site. */
    Predicted publishing() {
        return new Predicted(
                "publish",
                prediction.publishing(),
                prediction.measured() ? "the longest switch so far" : "assumed: no switch was measured yet");
    }

    /** From the fault until the client is served again. */
    Predicted failoverVisible() {
        return new Predicted(
                "visible",
                prediction.visible().plus(DnsOnlyClient.PAUSE),
                visibleBasis(
                        prediction.gates().isZero()
                                ? "detection"
                                : "detection + gates " + Durations.format(prediction.gates())));
    }

    /** From the return until the client is back. */
    Predicted failbackVisible() {
        Duration duration = recoveryBound()
                .plus(holdBound())
                .plus(prediction.publishing())
                .plus(prediction.caching())
                .plus(DnsOnlyClient.PAUSE);
        return new Predicted("visible", duration, visibleBasis("detection + hold"));
    }

    private String visibleBasis(String before) {
        return "%s + publish + TTL %s + the client's pause %s"
                .formatted(before, Durations.format(prediction.caching()), Durations.format(DnsOnlyClient.PAUSE));
    }
}
