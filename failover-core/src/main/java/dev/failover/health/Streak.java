package dev.failover.health;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How results add up to a verdict: the pure part of a {@link HealthMonitor}.
 *
 * <p>Results that agree with each other and not with the verdict are counted; one that agrees with the verdict ends the
 * count. UNKNOWN is no vote: it neither counts nor ends a count, but {@code fall} of them in a row make the verdict
 * UNKNOWN and every vote before them too old to count. Immutable.
 */
final class Streak {
    private final int fall;
    private final int rise;
    private final Verdict verdict;
    private final Run votes;
    private final Run unknowns;
    /** What the last result ended by changing the verdict; null if it did not. */
    private final @Nullable Run decisive;

    private Streak(int fall, int rise, Verdict verdict, Run votes, Run unknowns, @Nullable Run decisive) {
        this.fall = fall;
        this.rise = rise;
        this.verdict = verdict;
        this.votes = votes;
        this.unknowns = unknowns;
        this.decisive = decisive;
    }

    /** Nothing is known yet. */
    static Streak begin(Thresholds thresholds) {
        return new Streak(thresholds.fall(), thresholds.rise(), Verdict.UNKNOWN, Run.NONE, Run.NONE, null);
    }

    /** @param started when the probe with this result was started */
    Streak next(Health.Status result, Instant started) {
        return switch (result) {
            case UP -> vote(Verdict.UP, rise, started);
            case DOWN -> vote(Verdict.DOWN, fall, started);
            case UNKNOWN -> abstain(started);
        };
    }

    private Streak vote(Verdict vote, int needed, Instant started) {
        if (vote == verdict) {
            return with(verdict, Run.NONE, Run.NONE, null);
        }
        Run run = votes.grow(vote, started);
        return run.length() < needed ? with(verdict, run, Run.NONE, null) : with(vote, Run.NONE, Run.NONE, run);
    }

    private Streak abstain(Instant started) {
        Run run = unknowns.grow(Verdict.UNKNOWN, started);
        if (run.length() < fall) {
            return with(verdict, votes, run, null);
        }
        return with(Verdict.UNKNOWN, Run.NONE, Run.NONE, verdict == Verdict.UNKNOWN ? null : run);
    }

    private Streak with(Verdict newVerdict, Run newVotes, Run newUnknowns, @Nullable Run newDecisive) {
        return new Streak(fall, rise, newVerdict, newVotes, newUnknowns, newDecisive);
    }

    Verdict verdict() {
        return verdict;
    }

    /** Whether the last result changed the verdict. */
    boolean changed() {
        return decisive != null;
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
    Optional<Instant> started() {
        return Optional.ofNullable(told().started());
    }

    private Run told() {
        return decisive == null ? votes : decisive;
    }

    /** Results in a row that say the same. */
    private record Run(Verdict says, int length, @Nullable Instant started) {
        static final Run NONE = new Run(Verdict.UNKNOWN, 0, null);

        Run grow(Verdict result, Instant start) {
            return length > 0 && says == result ? new Run(says, length + 1, started) : new Run(result, 1, start);
        }
    }
}
