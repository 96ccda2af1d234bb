package dev.failover.internal.health;

import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.health.Verdict;
import dev.failover.time.Moment;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How results add up to a verdict: the pure part of a {@link HealthMonitor}.
 *
 * <p>Results that agree with each other and not with the verdict are counted; one that agrees with the verdict ends the
 * count. UNKNOWN is no vote: it neither counts nor ends a count, but {@code fall} of them in a row make the verdict
 * UNKNOWN and every vote before them too old to count. So does a time longer than {@link Thresholds#expiry()} in which no
 * result was a vote, whether there were none at all or all of them UNKNOWN. Immutable.
 */
final class Streak {
    private final int fall;
    private final int rise;
    private final Duration expiry;
    private final Verdict verdict;
    private final Run votes;
    private final Run unknowns;
    /** What the last result ended by changing the verdict; null if it did not. */
    private final @Nullable Run decisive;

    private final Seen seen;
    private final boolean changed;

    private Streak(
            Streak before,
            Verdict verdict,
            Run votes,
            Run unknowns,
            @Nullable Run decisive,
            Seen seen,
            boolean changed) {
        this.fall = before.fall;
        this.rise = before.rise;
        this.expiry = before.expiry;
        this.verdict = verdict;
        this.votes = votes;
        this.unknowns = unknowns;
        this.decisive = decisive;
        this.seen = seen;
        this.changed = changed;
    }

    private Streak(Thresholds thresholds) {
        fall = thresholds.fall();
        rise = thresholds.rise();
        expiry = thresholds.expiry();
        verdict = Verdict.UNKNOWN;
        votes = Run.NONE;
        unknowns = Run.NONE;
        decisive = null;
        seen = Seen.NOTHING;
        changed = false;
    }

    /** Nothing is known yet. */
    static Streak begin(Thresholds thresholds) {
        return new Streak(thresholds);
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
                next,
                next.verdict,
                next.votes,
                next.unknowns,
                next.decisive,
                from.next(result, next.verdict, started, heard),
                next.verdict != verdict);
    }

    /** Nothing is known any more. */
    private Streak expired() {
        return new Streak(this, Verdict.UNKNOWN, Run.NONE, Run.NONE, null, Seen.NOTHING, false);
    }

    private Streak count(Health.Status result, Moment started) {
        return switch (result) {
            case UP -> vote(Verdict.UP, rise, started);
            case DOWN -> vote(Verdict.DOWN, fall, started);
            case UNKNOWN -> abstain(started);
        };
    }

    private Streak vote(Verdict vote, int needed, Moment started) {
        if (vote == verdict) {
            return with(verdict, Run.NONE, Run.NONE, null);
        }
        Run run = votes.grow(vote, started);
        return run.length() < needed ? with(verdict, run, Run.NONE, null) : with(vote, Run.NONE, Run.NONE, run);
    }

    private Streak abstain(Moment started) {
        Run run = unknowns.grow(Verdict.UNKNOWN, started);
        if (run.length() < fall) {
            return with(verdict, votes, run, null);
        }
        return with(Verdict.UNKNOWN, Run.NONE, Run.NONE, verdict == Verdict.UNKNOWN ? null : run);
    }

    private Streak with(Verdict newVerdict, Run newVotes, Run newUnknowns, @Nullable Run newDecisive) {
        return new Streak(this, newVerdict, newVotes, newUnknowns, newDecisive, seen, false);
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
        return verdict == Verdict.UNKNOWN || votes.length() > 0;
    }

    /** How many results in a row speak against the verdict or, if it has just changed, have changed it. */
    int length() {
        return told().length();
    }

    /** When the first probe of those was started; empty if there are none. */
    Optional<Moment> started() {
        return Optional.ofNullable(told().started());
    }

    private Run told() {
        return decisive == null ? votes : decisive;
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

    /** Results in a row that say the same. */
    private record Run(Verdict says, int length, @Nullable Moment started) {
        static final Run NONE = new Run(Verdict.UNKNOWN, 0, null);

        Run grow(Verdict result, Moment start) {
            return length > 0 && says == result ? new Run(says, length + 1, started) : new Run(result, 1, start);
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
