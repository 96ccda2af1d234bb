package dev.failover.evidence;

import dev.failover.component.Problems;
import java.time.Duration;

/**
 * What the collection for one incident may take.
 *
 * @param time for all of it; more than zero, at most an hour
 * @param bytes for all of it on the disk; 1 MiB or more
 */
public record EvidenceBudget(Duration time, long bytes) {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final long LEAST = 1L << 20;

    /** @throws IllegalArgumentException naming everything that is out of range */
    public EvidenceBudget {
        new Problems()
                .positive(time, "time")
                .unless(time.compareTo(LONGEST) <= 0, "time", "must be an hour or less")
                .unless(bytes >= LEAST, "bytes", "must be 1 MiB or more")
                .throwAsArgument();
    }

    /** A minute, and 200 MiB. */
    public static EvidenceBudget defaults() {
        return new EvidenceBudget(Duration.ofMinutes(1), 200L << 20);
    }
}
