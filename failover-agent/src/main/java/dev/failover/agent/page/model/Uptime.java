package dev.failover.agent.page.model;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/**
 * What a stretch of time was made of. What is not known counts neither way.
 *
 * @param up answering, also in degraded mode
 * @param unknown not watched, or this watcher could not tell
 */
public record Uptime(Duration up, Duration down, Duration unknown) {
    private static final int TEN_THOUSANDTHS = 10_000;

    /** The part of the known time in which it answered, in ten-thousandths, rounded down; empty if nothing is known. */
    private Optional<Long> tenThousandths() {
        long known = up.plus(down).toMillis();
        return known == 0 ? Optional.empty() : Optional.of(up.toMillis() * TEN_THOUSANDTHS / known);
    }

    /** The part of the known time in which it answered, from 0 to 1, rounded down: it is 1 only without any outage. */
    public Optional<Double> share() {
        return tenThousandths().map(value -> value / (double) TEN_THOUSANDTHS);
    }

    /** The same for humans: {@code 99.98 %}. */
    public String percent() {
        return percent(share());
    }

    /** Such a part for humans. */
    static String percent(Optional<Double> share) {
        return share.map(part -> part == 1 ? "100 %" : BigDecimal.valueOf(Math.round(part * TEN_THOUSANDTHS), 2) + " %")
                .orElse("not known");
    }

    /** How much of the whole is not known, from 0 to 1. */
    public double unknownShare() {
        long whole = up.plus(down).plus(unknown).toMillis();
        return whole == 0 ? 1 : unknown.toMillis() / (double) whole;
    }
}
