package dev.failover.sync;

import dev.failover.time.Durations;
import java.time.Duration;

/**
 * How long what a run replaces or deletes is kept: below {@code .failover/versions} of the target, in a directory named for
 * the run's start ({@code 2026-01-31T23:59:59.123Z}), at the path it had. Runs that replaced and deleted nothing make none.
 *
 * @param count how many such directories are kept, the newest; 1 or more
 * @param age how old a directory may become; more than zero
 */
public record Versions(int count, Duration age) {
    public Versions {
        if (count < 1) {
            throw new IllegalArgumentException("the count of versions must be 1 or more");
        }
        if (age.isNegative() || age.isZero()) {
            throw new IllegalArgumentException("the age of versions must be more than zero");
        }
    }

    @Override
    public String toString() {
        return count + " versions, none older than " + Durations.format(age);
    }
}
