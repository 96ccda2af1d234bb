package dev.failover.internal.decision;

import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.ServiceState;
import dev.failover.decision.Trial;
import dev.failover.decision.Trial.Basis;
import dev.failover.decision.Trial.Kind;
import dev.failover.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is to be tried now and then, held against how long ago it was. Pure. Ages are told by the wall clock, as they count days and
 * outlive processes; that it was wrong for a moment ends no automatic switching for good, as a human can say so.
 */
final class Trials {
    /** Of what is allowed, this much is left when a human is told: a week of five. */
    private static final int WARNED_AT_PART = 5;

    private final FailoverPolicy policy;
    private final ServiceState state;
    private final Instant now;

    Trials(FailoverPolicy policy, Situation facts) {
        this.policy = policy;
        this.state = facts.state();
        this.now = facts.now();
    }

    /** What is to be remembered now; the same as is remembered, if nothing changed. */
    List<Trial> next() {
        return Stream.of(Kind.values())
                .flatMap(kind -> policy.maxAge(kind).map(limit -> next(kind, limit)).stream())
                .toList();
    }

    /** Asked for from now on, so that nothing is too old at once; too old from now on; or as it was. */
    private Trial next(Kind kind, Duration limit) {
        Trial known = state.trial(kind).orElseGet(() -> new Trial(kind, Basis.ASKED_FOR, now, Optional.empty()));
        if (known.since().isAfter(now)) {
            // A moment that is yet to come was written down by a clock that was wrong.
            return new Trial(kind, known.basis(), now, known.expired());
        }
        boolean over = known.expired().isEmpty() && known.since().plus(limit).isBefore(now);
        return over ? new Trial(kind, known.basis(), known.since(), Optional.of(now)) : known;
    }

    /** Why no switch is made without a human; empty if none of it is too old. */
    Optional<String> doubt() {
        List<String> expired = next().stream()
                .filter(trial -> trial.expired().isPresent())
                .map(this::expired)
                .toList();
        return expired.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", expired));
    }

    /** What changed since it was remembered, in one sentence. */
    String news() {
        List<String> sentences = new ArrayList<>();
        for (Trial trial : next()) {
            if (!state.trials().contains(trial)) {
                sentences.add(trial.expired().isPresent() ? expired(trial) : due(trial));
            }
        }
        return sentences.isEmpty() ? "nothing is to be tried any more" : String.join("; ", sentences);
    }

    /** Those that will soon be too old, or are. */
    List<Trial> due() {
        return next().stream().filter(this::isDue).toList();
    }

    private boolean isDue(Trial trial) {
        Duration limit = limit(trial);
        return trial.expired().isPresent()
                || trial.since()
                        .plus(limit.minus(limit.dividedBy(WARNED_AT_PART)))
                        .isBefore(now);
    }

    List<Trial> expired() {
        return next().stream().filter(trial -> trial.expired().isPresent()).toList();
    }

    /** The facts of one that is not too old yet. */
    String due(Trial trial) {
        return "%s; from %s on, nothing is switched automatically without a human's word until a %s is passed"
                .formatted(
                        since(trial),
                        trial.since().plus(limit(trial)),
                        trial.kind().text());
    }

    /** The facts of one that is too old. */
    String expired(Trial trial) {
        return "%s, and at most %s is allowed: it is switched on a human's word only until a %s is passed, or a human says that they know"
                .formatted(
                        since(trial),
                        Durations.format(limit(trial)),
                        trial.kind().text());
    }

    private String since(Trial trial) {
        String what = trial.kind().text();
        String ago = Durations.format(Duration.between(trial.since(), now));
        return switch (trial.basis()) {
            case PASSED -> "the latest %s was passed %s ago".formatted(what, ago);
            case ASKED_FOR -> "no %s was passed since one was first asked for, %s ago".formatted(what, ago);
            case ACKNOWLEDGED -> "no %s was passed since a human said, %s ago, that they know".formatted(what, ago);
        };
    }

    private Duration limit(Trial trial) {
        return policy.maxAge(trial.kind()).orElseThrow();
    }
}
