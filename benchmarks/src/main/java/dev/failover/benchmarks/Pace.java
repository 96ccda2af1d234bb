package dev.failover.benchmarks;

import java.time.Duration;

/**
 * How often a site is probed, and how many results in a row are believed.
 *
 * @param fall failures until users are moved away
 * @param rise successes until they are moved back
 */
record Pace(Duration interval, Duration timeout, int fall, int rise) {
    /** From the start of the first failing probe to the end of the deciding one: nobody can be faster. */
    Duration floor(Fault fault) {
        return interval.multipliedBy(fall - 1L).plus(fault.isSlow() ? timeout : Duration.ZERO);
    }

    /** From the first probe that succeeds again to the deciding one. */
    Duration floorBack() {
        return interval.multipliedBy(rise - 1L);
    }
}
