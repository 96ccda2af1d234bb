package dev.failover.replay;

import dev.failover.decision.FailoverPolicy;
import dev.failover.health.Health.Status;
import dev.failover.health.Thresholds;
import dev.failover.internal.journal.WordedStateStore;
import dev.failover.journal.StateStore;
import dev.failover.replay.Observations.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Switches and ways back that nobody sees: a {@link Replay} of outages that never were. The JVM loads and links code when it first
 * runs, and makes it quick when it has run often; without this, the first switch of a process waits for that, two or three times as
 * long as those after it.
 */
public final class Rehearsal {
    /**
     * So many have decisions made more often than the two hundred times after which the JVM compiles what they go through, and each
     * component of a journal entry read more often than the fifteen after which JDK 17 makes code of a call by reflection (its
     * {@code Tier3InvocationThreshold} and {@code sun.reflect.inflationThreshold}): a switch of users would wait for that. With five of
     * them, the first switch of a process took twice as long.
     */
    static final int OUTAGES = 20;
    /** In seconds, from one to the next: enough checks to leave a site and to go back to it, and few that only take time. */
    private static final int APART = 12;

    private static final Duration HOUR = Duration.ofHours(1);

    private Rehearsal() {}

    /**
     * Takes about a second of processor time the first time, and changes nothing: an application calls it on a thread of its own, while its
     * first checks are made. What the loop logs, it logs here too, of a service called {@code rehearsal}: call it while that is off.
     *
     * @return what was switched
     */
    public static Replay.Report run() {
        return run(new WordedStateStore());
    }

    static Replay.Report run(StateStore store) {
        // So that what is predicted is no whole seconds, and reads as such.
        Thresholds thresholds = Thresholds.builder()
                .interval(Duration.ofMillis(1_300))
                .timeout(Duration.ofSeconds(1))
                .build();
        FailoverPolicy policy = FailoverPolicy.builder()
                .automaticFailback(true)
                .failbackAfter(Duration.ofSeconds(1))
                .maxSwitches(2 * OUTAGES, Duration.ofSeconds(1))
                .build();
        List<Observation> history = new ArrayList<>(List.of(saw(0, "prod", Status.UP), saw(0, "home", Status.UP)));
        for (int i = 1; i <= OUTAGES; i++) {
            history.add(saw(i * APART, "prod", Status.DOWN));
            history.add(saw(i * APART + APART / 2, "prod", Status.UP));
        }
        history.add(saw((OUTAGES + 1) * APART, "prod", Status.UP));
        return new ReplayRun(new Replay("rehearsal", List.of("prod", "home"), thresholds, policy), history, store)
                .run();
    }

    private static Observation saw(int seconds, String site, Status status) {
        return new Observation(Instant.EPOCH.plusSeconds(seconds), "rehearsal", site, status, HOUR, "");
    }
}
