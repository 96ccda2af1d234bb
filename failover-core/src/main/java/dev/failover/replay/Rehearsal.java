package dev.failover.replay;

import dev.failover.decision.FailoverPolicy;
import dev.failover.health.Health.Status;
import dev.failover.health.Thresholds;
import dev.failover.replay.Observations.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A switch and the way back that nobody sees: a {@link Replay} of an outage that never was. The JVM loads and links code when it
 * first runs; without this, the first switch of a process waits for that, two or three times as long as those after it.
 */
public final class Rehearsal {
    private static final Duration HOUR = Duration.ofHours(1);

    private Rehearsal() {}

    /**
     * Takes some tens of milliseconds the first time, and changes nothing. What the loop logs, it logs here too, of a service called
     * {@code rehearsal}: call it while that is off.
     *
     * @return what was switched
     */
    public static Replay.Report run() {
        Duration second = Duration.ofSeconds(1);
        // So that what is predicted is no whole seconds, and reads as such.
        Thresholds thresholds = Thresholds.builder()
                .interval(Duration.ofMillis(1_300))
                .timeout(second)
                .build();
        FailoverPolicy policy = FailoverPolicy.builder()
                .automaticFailback(true)
                .failbackAfter(second)
                .build();
        return new Replay("rehearsal", List.of("prod", "home"), thresholds, policy)
                .run(List.of(
                        saw(0, "prod", Status.UP),
                        saw(0, "home", Status.UP),
                        saw(10, "prod", Status.DOWN),
                        saw(30, "prod", Status.UP),
                        saw(60, "prod", Status.UP)));
    }

    private static Observation saw(int seconds, String site, Status status) {
        return new Observation(Instant.EPOCH.plusSeconds(seconds), "rehearsal", site, status, HOUR, "");
    }
}
