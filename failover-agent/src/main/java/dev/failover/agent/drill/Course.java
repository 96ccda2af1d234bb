package dev.failover.agent.drill;

import dev.failover.time.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a drill went, before its names are taken away.
 *
 * @param reason one sentence
 * @param away from the failure until clients are at the standby
 * @param back from the decision to return until clients are at the primary
 * @param replicaAge of the site entered, when that was decided: what would have been lost
 * @param notes what else a reader should know
 */
record Course(
        DrillOutcome outcome,
        String reason,
        List<Phase> away,
        List<Phase> back,
        Optional<Duration> replicaAge,
        List<String> notes) {
    Course {
        away = List.copyOf(away);
        back = List.copyOf(back);
        notes = List.copyOf(notes);
    }

    /** Of a drill that did not begin. */
    static Course blocked(String reason) {
        return new Course(DrillOutcome.BLOCKED, reason, List.of(), List.of(), Optional.empty(), List.of());
    }

    /** The same way, which was not good enough after all. */
    Course failed(String why) {
        return new Course(DrillOutcome.FAILED, why, away, back, replicaAge, notes);
    }

    /** The same way, with more that a reader should know. */
    Course noted(List<String> more) {
        return new Course(
                outcome,
                reason,
                away,
                back,
                replicaAge,
                Stream.concat(notes.stream(), more.stream()).toList());
    }

    /** The same way, held against what was declared: how soon users are served again, and how much is lost at most. */
    Course within(Optional<Duration> rto, Optional<Duration> rpo) {
        if (outcome != DrillOutcome.SUCCEEDED) {
            return this;
        }
        Optional<Duration> took = visible();
        Optional<Course> lost = rpo.filter(
                        most -> replicaAge.isEmpty() || replicaAge.get().compareTo(most) > 0)
                .map(most -> failed("the rpo of %s was missed: the replica of the site entered is %s"
                        .formatted(
                                Durations.format(most),
                                replicaAge
                                        .map(age -> Durations.format(age) + " old")
                                        .orElse("of an unknown age"))));
        if (lost.isPresent()) {
            return lost.get();
        }
        return rto.filter(most -> took.isEmpty() || took.get().compareTo(most) > 0)
                .map(most -> failed("the rto of %s was missed: it took %s"
                        .formatted(
                                Durations.format(most),
                                took.map(Durations::format).orElse("longer"))))
                .orElse(this);
    }

    /**
     * One part of the way.
     *
     * @param predictedSeconds at most; empty if nothing is
     */
    public record Phase(String phase, Duration tookSeconds, Optional<Duration> predictedSeconds) {}

    /** From the failure, or the decision, until the last client is there; empty if they never were. */
    Optional<Duration> visible() {
        return away.stream()
                .filter(phase -> phase.phase().equals(Stopwatch.ALL))
                .map(Phase::tookSeconds)
                .findFirst();
    }
}
