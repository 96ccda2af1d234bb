package dev.failover.testkit.simulation;

import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.health.Verdict;
import java.time.Instant;
import java.util.Optional;

/**
 * What the checks of one site that a watcher has heard of amount to, by the rule of the documentation and not by the code that is
 * tried: k in a row change the verdict, UNKNOWN is no vote, and too many of them make the votes before too old.
 */
final class Votes {
    private final Thresholds thresholds;
    private Verdict verdict = Verdict.UNKNOWN;
    private long since;
    private int against;
    private Health.Status says = Health.Status.UNKNOWN;
    private int unknown;
    private long newest = -1;
    private long firstFailing = -1;
    private Optional<Instant> certificateExpiry = Optional.empty();

    Votes(Thresholds thresholds, long now) {
        this.thresholds = thresholds;
        this.since = now;
    }

    void add(long startedAt, Health health, long now) {
        if (startedAt < newest) {
            return;
        }
        newest = startedAt;
        certificateExpiry = health.certificateExpiry().or(() -> certificateExpiry);
        switch (health.status()) {
            case UNKNOWN -> {
                unknown++;
                if (unknown >= thresholds.fall()) {
                    against = 0;
                    become(Verdict.UNKNOWN, now);
                }
            }
            case UP -> {
                firstFailing = -1;
                vote(health.status(), Verdict.UP, thresholds.rise(), now);
            }
            case DOWN -> {
                if (firstFailing < 0) {
                    firstFailing = startedAt;
                }
                vote(health.status(), Verdict.DOWN, thresholds.fall(), now);
            }
        }
    }

    private void vote(Health.Status vote, Verdict meant, int needed, long now) {
        unknown = 0;
        if (meant == verdict) {
            against = 0;
            return;
        }
        against = says == vote ? against + 1 : 1;
        says = vote;
        if (against >= needed) {
            against = 0;
            become(meant, now);
        }
    }

    private void become(Verdict next, long now) {
        if (next != verdict) {
            verdict = next;
            since = now;
        }
    }

    Verdict verdict() {
        return verdict;
    }

    /** Since when the verdict holds: nanoseconds since the beginning of the world. */
    long since() {
        return since;
    }

    /** The start of the first check that failed since the last that did not; negative if the last did not. */
    long firstFailing() {
        return firstFailing;
    }

    Optional<Instant> certificateExpiry() {
        return certificateExpiry;
    }
}
