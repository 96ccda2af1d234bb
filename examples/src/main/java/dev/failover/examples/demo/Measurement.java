package dev.failover.examples.demo;

import java.time.Duration;

/**
 * One line of "predicted vs measured".
 *
 * @param change what it is about: the replica, or the switch: failover or failback
 * @param basis what the prediction follows from, or that it is an assumption
 */
record Measurement(String change, String phase, Duration predicted, String basis, Duration measured) {

    /** What a phase should take. */
    record Predicted(String phase, Duration duration, String basis) {
        Measurement measured(String change, Moment from, Moment to) {
            return new Measurement(change, phase, duration, basis, to.at().minus(from.at()));
        }
    }
}
