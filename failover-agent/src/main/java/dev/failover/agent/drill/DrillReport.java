package dev.failover.agent.drill;

import dev.failover.Service;
import dev.failover.agent.control.Documents;
import dev.failover.agent.drill.Course.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a drill found, as it is kept.
 *
 * @param drill its name, which begins with the time that it began
 * @param level {@code shadow} or {@code live}
 * @param outcome {@code succeeded}, {@code failed}, {@code interrupted} or {@code blocked}
 * @param reason one sentence
 * @param by who had it made
 * @param version of this program
 * @param configuration SHA-256 of the configuration's file, in hexadecimal digits
 * @param rtoSeconds what was declared; empty if nothing was
 * @param rpoSeconds the same of what is lost
 * @param away from the failure until clients were at the standby, with what was predicted
 * @param back from the decision to return until clients were at the primary
 * @param replicaAgeSeconds how old the replica of the site entered was: what an outage would have lost
 * @param gone the names that no server has any more
 * @param left what is left of the drill; empty if it left nothing
 */
public record DrillReport(
        String drill,
        String service,
        String level,
        String outcome,
        String reason,
        String by,
        Instant began,
        Instant ended,
        String version,
        String configuration,
        Optional<Duration> rtoSeconds,
        Optional<Duration> rpoSeconds,
        List<Phase> away,
        List<Phase> back,
        Optional<Duration> replicaAgeSeconds,
        List<String> gone,
        List<String> left,
        List<String> notes) {

    static DrillReport of(Begun begun, String level, Service service, Course course, CleanUp cleaned, Instant ended) {
        return new DrillReport(
                begun.drill(),
                service.name(),
                level,
                Documents.word(course.outcome()),
                course.reason(),
                begun.by(),
                begun.at(),
                ended,
                begun.version(),
                begun.configuration(),
                service.rto(),
                service.rpo(),
                course.away(),
                course.back(),
                course.replicaAge(),
                cleaned.gone(),
                cleaned.left(),
                course.notes());
    }

    /** From the failure until clients were at the standby; empty if they never were. */
    public Optional<Duration> recovery() {
        return away.stream()
                .filter(phase -> phase.phase().equals(Stopwatch.ALL))
                .map(Phase::tookSeconds)
                .findFirst();
    }

    /** Whether it went as it should. */
    public boolean isMet() {
        return outcome.equals("succeeded");
    }

    /** Whether it did not even begin. */
    public boolean isRefused() {
        return outcome.equals("blocked");
    }
}
