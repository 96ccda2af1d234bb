package dev.failover.testkit.simulation;

import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.health.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the checks of one site that a watcher has heard of amount to, by the rule of the documentation and not by the code that is
 * tried: k of the latest n votes change the verdict, UNKNOWN is no vote, and too many of them make the votes before too old; so
 * does a time in which nobody looked.
 */
final class Votes {
    /** What results add up to. */
    private static final class Tally {
        private final Thresholds thresholds;
        /** Since the verdict is what it is, oldest first. */
        private final List<Health.Status> votes = new ArrayList<>();

        private Verdict verdict = Verdict.UNKNOWN;
        private int unknown;

        Tally(Thresholds thresholds) {
            this.thresholds = thresholds;
        }

        /** @return whether the verdict is another one now */
        boolean add(Health.Status result) {
            if (result == Health.Status.UNKNOWN) {
                unknown++;
                return unknown >= thresholds.fall() && become(Verdict.UNKNOWN);
            }
            unknown = 0;
            votes.add(result);
            return result == Health.Status.UP
                    ? mayBecome(Verdict.UP, result, thresholds.rise(), thresholds.riseWindow())
                    : mayBecome(Verdict.DOWN, result, thresholds.fall(), thresholds.fallWindow());
        }

        private boolean mayBecome(Verdict meant, Health.Status vote, int needed, int window) {
            long saying = votes.subList(Math.max(0, votes.size() - window), votes.size()).stream()
                    .filter(vote::equals)
                    .count();
            return meant != verdict && saying >= needed && become(meant);
        }

        private boolean become(Verdict next) {
            votes.clear();
            boolean changed = next != verdict;
            verdict = next;
            return changed;
        }
    }

    /** Before anything was. */
    static final long NEVER = Long.MIN_VALUE / 2;

    private final Thresholds thresholds;
    /** As if time in which nobody looked were no matter: what is told of a site that nobody is sent to for it. */
    private final Tally standing;

    private Tally unexpired;
    private long since;
    private long unobserved;
    private long newest = -1;
    private long firstFailing = -1;
    private Health.Status latest = Health.Status.UNKNOWN;
    private Optional<Instant> certificateExpiry = Optional.empty();

    Votes(Thresholds thresholds, long now) {
        this.thresholds = thresholds;
        this.standing = new Tally(thresholds);
        this.unexpired = new Tally(thresholds);
        this.since = now;
    }

    /** From the start of one check to that of the next: if it takes longer, nobody has looked. */
    Duration longestGap() {
        return thresholds.interval().plus(thresholds.timeout()).multipliedBy(2).plusSeconds(2);
    }

    void add(long startedAt, Health health, long now) {
        if (startedAt < newest) {
            return;
        }
        if (isTooOld(startedAt)) {
            unexpired = new Tally(thresholds);
            unobserved += startedAt - newest - longestGap().toNanos();
            firstFailing = -1;
        }
        newest = startedAt;
        certificateExpiry = health.certificateExpiry().or(() -> certificateExpiry);
        if (health.status() == Health.Status.DOWN) {
            firstFailing = firstFailing < 0 ? startedAt : firstFailing;
        } else if (health.status() == Health.Status.UP) {
            firstFailing = -1;
        }
        latest = health.status();
        unexpired.add(health.status());
        if (standing.add(health.status())) {
            since = now;
            unobserved = 0;
        }
    }

    private boolean isTooOld(long now) {
        return newest >= 0 && now - newest > longestGap().toNanos();
    }

    /** What checks say between which nobody stopped to look. */
    Verdict unexpired(long now) {
        return isTooOld(now) ? Verdict.UNKNOWN : unexpired.verdict;
    }

    /** Until when, at the latest at that moment, unexpired checks said DOWN and the latest of them did not succeed. */
    long downUntil(long at) {
        return newest >= 0 && unexpired.verdict == Verdict.DOWN && latest != Health.Status.UP
                ? Math.min(at, newest + longestGap().toNanos())
                : NEVER;
    }

    Verdict verdict() {
        return standing.verdict;
    }

    /** For how long the verdict has held, whether somebody looked or not. */
    Duration standing(long now) {
        return Duration.ofNanos(now - since);
    }

    /** For how long the verdict has held and somebody looked. */
    Duration observed(long now) {
        long blind = isTooOld(now) ? now - newest - longestGap().toNanos() : 0;
        return Duration.ofNanos(now - since - unobserved - blind);
    }

    /** What the latest check said; UNKNOWN if that is long ago. */
    Health.Status latest(long now) {
        return isTooOld(now) ? Health.Status.UNKNOWN : latest;
    }

    /** The start of the first check that failed since the last that did not; negative if the last did not. */
    long firstFailing() {
        return firstFailing;
    }

    Optional<Instant> certificateExpiry() {
        return certificateExpiry;
    }
}
