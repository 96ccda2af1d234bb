package dev.failover.internal.health;

import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.health.Verdict;
import dev.failover.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How results add up to a verdict: the pure part of a {@link HealthMonitor}.
 *
 * <p>Votes against the verdict are counted for as long as they may still be enough among the latest: with {@code fall} in a
 * row, one vote that agrees with the verdict ends the count; with {@code fall} of a larger window, more than the window has
 * room for. UNKNOWN is no vote: it neither counts nor ends a count, but {@code fall} of them in a row make the verdict
 * UNKNOWN and every vote before them too old to count. So does a time longer than {@link Thresholds#expiry()} in which no
 * result was a vote, whether there were none at all or all of them UNKNOWN. Immutable.
 */
final class Streak {
    private final Duration expiry;
    private final Verdict verdict;
    /** The votes that may make the verdict DOWN; none while it is. */
    private final Run falling;
    /** The votes that may make the verdict UP; none while it is. */
    private final Run rising;

    private final Run unknowns;
    /** What the last result ended by changing the verdict; null if it did not. */
    private final @Nullable Run decisive;

    private final Seen seen;
    private final boolean changed;

    private Streak(
            Duration expiry,
            Verdict verdict,
            Run falling,
            Run rising,
            Run unknowns,
            @Nullable Run decisive,
            Seen seen,
            boolean changed) {
        this.expiry = expiry;
        this.verdict = verdict;
        this.falling = falling;
        this.rising = rising;
        this.unknowns = unknowns;
        this.decisive = decisive;
        this.seen = seen;
        this.changed = changed;
    }

    /** Nothing is known yet. */
    static Streak begin(Thresholds thresholds) {
        return new Streak(
                thresholds.expiry(),
                Verdict.UNKNOWN,
                Run.of(thresholds.fall(), thresholds.fallWindow()),
                Run.of(thresholds.rise(), thresholds.riseWindow()),
                Run.of(thresholds.fall(), thresholds.fall()),
                null,
                Seen.NOTHING,
                false);
    }

    /**
     * With one more result.
     *
     * @param started when the probe with this result was started
     * @param heard when the result came
     */
    Streak next(Health.Status result, Moment started, Moment heard) {
        Streak before = seen.isOlderThan(expiry, heard) ? expired() : this;
        Streak next = before.count(result, started);
        Seen from = next.decisive == null ? before.seen : before.seen.underNewVerdict(next.verdict);
        return new Streak(
                expiry,
                next.verdict,
                next.falling,
                next.rising,
                next.unknowns,
                next.decisive,
                from.next(result, next.verdict, started, heard),
                next.verdict != verdict);
    }

    /** Nothing is known any more. */
    private Streak expired() {
        return new Streak(
                expiry, Verdict.UNKNOWN, falling.none(), rising.none(), unknowns.none(), null, Seen.NOTHING, false);
    }

    private Streak count(Health.Status result, Moment started) {
        return switch (result) {
            case UP -> vote(Verdict.UP, started);
            case DOWN -> vote(Verdict.DOWN, started);
            case UNKNOWN -> abstain(started);
        };
    }

    private Streak vote(Verdict vote, Moment started) {
        Run nextFalling = verdict == Verdict.DOWN ? falling : falling.next(vote == Verdict.DOWN, started);
        Run nextRising = verdict == Verdict.UP ? rising : rising.next(vote == Verdict.UP, started);
        Run votes = vote == Verdict.DOWN ? nextFalling : nextRising;
        return votes.isEnough() ? become(vote, votes) : with(nextFalling, nextRising, unknowns.none());
    }

    private Streak abstain(Moment started) {
        Run run = unknowns.next(true, started);
        if (!run.isEnough()) {
            return with(falling, rising, run);
        }
        return become(Verdict.UNKNOWN, verdict == Verdict.UNKNOWN ? null : run);
    }

    private Streak become(Verdict next, @Nullable Run why) {
        return new Streak(expiry, next, falling.none(), rising.none(), unknowns.none(), why, seen, false);
    }

    private Streak with(Run nextFalling, Run nextRising, Run nextUnknowns) {
        return new Streak(expiry, verdict, nextFalling, nextRising, nextUnknowns, null, seen, false);
    }

    Verdict verdict() {
        return verdict;
    }

    /** Whether the last result changed the verdict, or found that it had expired. */
    boolean changed() {
        return changed;
    }

    /** Whether the next results may soon change the verdict, so that they are worth having sooner. */
    boolean isChanging() {
        return verdict == Verdict.UNKNOWN || against().count() > 0;
    }

    /** How many results speak against the verdict or, if it has just changed, have changed it. */
    int length() {
        return told().count();
    }

    /** When the first probe of those was started; empty if there are none. */
    Optional<Moment> started() {
        return told().started();
    }

    private Run told() {
        return decisive == null ? against() : decisive;
    }

    /** Before there is a verdict, those that say the same as the latest. */
    private Run against() {
        return switch (verdict) {
            case UP -> falling;
            case DOWN -> rising;
            case UNKNOWN -> falling.isNews() ? falling : rising;
        };
    }

    /** When the latest result came that was a vote; empty if none was since the beginning. */
    Optional<Moment> voted() {
        return Optional.ofNullable(seen.voted());
    }

    /** When the first of the probes in a row was started that found the site down, up to the latest vote; empty if that did not. */
    Optional<Moment> failingSince() {
        return Optional.ofNullable(seen.failing());
    }

    /** For how long results have come and agreed with the verdict since it was reached; what lay between two that did not both agree is left out. */
    Duration observed() {
        return seen.observed();
    }

    /**
     * The latest results, from the first on that may yet be one of enough: so many that say one thing among so many of them all.
     *
     * @param results as they came
     */
    private record Run(int needed, int window, List<Result> results) {
        /** @param counts whether it says what is counted */
        private record Result(boolean counts, Moment started) {}

        static Run of(int needed, int window) {
            return new Run(needed, window, List.of());
        }

        Run none() {
            return results.isEmpty() ? this : of(needed, window);
        }

        Run next(boolean counts, Moment started) {
            if (!counts && results.isEmpty()) {
                return this;
            }
            List<Result> all = new ArrayList<>(results);
            all.add(new Result(counts, started));
            int others = all.size() - count(all);
            int from = 0;
            while (from < all.size()
                    && (others > window - needed || !all.get(from).counts())) {
                others -= all.get(from).counts() ? 0 : 1;
                from++;
            }
            return new Run(needed, window, List.copyOf(all.subList(from, all.size())));
        }

        private static int count(List<Result> results) {
            int counted = 0;
            // Asked for all the time, and nearly always empty: without an iterator.
            for (int i = 0; i < results.size(); i++) {
                counted += results.get(i).counts() ? 1 : 0;
            }
            return counted;
        }

        int count() {
            return count(results);
        }

        boolean isEnough() {
            return count() >= needed;
        }

        /** Whether the latest result is one of those that count. */
        boolean isNews() {
            return !results.isEmpty() && results.get(results.size() - 1).counts();
        }

        Optional<Moment> started() {
            return results.isEmpty()
                    ? Optional.empty()
                    : Optional.of(results.get(0).started());
        }
    }

    /**
     * When what was seen.
     *
     * @param voted when the latest vote came
     * @param agreed when the latest result came, if it agreed with the verdict
     * @param failing the start of the first of the failed probes in a row
     */
    private record Seen(
            @Nullable Moment voted,
            @Nullable Moment agreed,
            @Nullable Moment failing,
            Duration observed) {
        static final Seen NOTHING = new Seen(null, null, null, Duration.ZERO);

        boolean isOlderThan(Duration limit, Moment now) {
            return voted != null && voted.atMostUntil(now).compareTo(limit) > 0;
        }

        /** None of it speaks for the new verdict yet; what made it UNKNOWN speaks against what was seen before. */
        Seen underNewVerdict(Verdict verdict) {
            return new Seen(voted, null, verdict == Verdict.UNKNOWN ? null : failing, Duration.ZERO);
        }

        Seen next(Health.Status result, Verdict verdict, Moment started, Moment heard) {
            return switch (result) {
                case UP ->
                    new Seen(heard, agreed(verdict == Verdict.UP, heard), null, upTo(verdict == Verdict.UP, heard));
                case DOWN ->
                    new Seen(
                            heard,
                            agreed(verdict == Verdict.DOWN, heard),
                            failing == null ? started : failing,
                            upTo(verdict == Verdict.DOWN, heard));
                case UNKNOWN -> new Seen(voted, null, failing, observed);
            };
        }

        private static @Nullable Moment agreed(boolean agrees, Moment heard) {
            return agrees ? heard : null;
        }

        private Duration upTo(boolean agrees, Moment heard) {
            return agrees && agreed != null ? observed.plus(agreed.until(heard)) : observed;
        }
    }
}
