package dev.failover.health;

import java.time.Duration;

/**
 * Thresholds that go together, from the patient to the quick. The sooner a fault is found, the more often something else is
 * taken for one: {@code docs/false-alarms.md} has how often, by a model.
 */
public enum Detection {
    /** Every 5 s, within 2 s, ten DOWN in a row to fall, three UP to rise: outages of less than 45 s are waited out. */
    CAUTIOUS(Thresholds.builder().fall(10).rise(3)),
    /** Every 5 s, within 2 s, three DOWN in a row to fall, two UP to rise: the default. */
    BALANCED(Thresholds.builder()),
    /** Every second, within a second, five DOWN in a row to fall, three UP to rise. */
    FAST(Thresholds.builder()
            .interval(Duration.ofSeconds(1))
            .timeout(Duration.ofSeconds(1))
            .fall(5)
            .rise(3));

    // It is a record of numbers and durations, which the reader of the code can't know by itself.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Thresholds thresholds;

    Detection(Thresholds.Builder thresholds) {
        this.thresholds = thresholds.build();
    }

    /** What it amounts to. */
    public Thresholds thresholds() {
        return thresholds;
    }
}
