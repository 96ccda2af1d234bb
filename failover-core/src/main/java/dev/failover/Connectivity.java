package dev.failover;

import dev.failover.RecordWatch.Reached;
import dev.failover.decision.Situation;
import dev.failover.health.ReferenceTargets;
import dev.failover.time.Scheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether the watcher itself is in touch with the world: by its reference targets or, if it has none, by whether any server
 * of its zones answers. While the active site fails its checks, only what was learnt since then counts. Lives on the event
 * thread.
 */
final class Connectivity {
    /** What finding out takes at most: a look at the zones' servers, or at the reference targets, with what they may overrun. */
    static final Duration LONGEST = Duration.ofSeconds(4);

    private final Scheduler scheduler;
    private final @Nullable ReferenceTargets references;
    private final RecordWatch records;
    private final Runnable checked;
    private boolean checking;
    private @Nullable Long lastStarted;
    private boolean lastReached;

    Connectivity(Scheduler scheduler, @Nullable ReferenceTargets references, RecordWatch records, Runnable checked) {
        this.scheduler = scheduler;
        this.references = references;
        this.records = records;
        this.checked = checked;
    }

    /** Finds out anew. */
    void check() {
        records.look();
        ReferenceTargets targets = references;
        if (targets != null && !checking) {
            checking = true;
            long started = scheduler.nanoTime();
            targets.recheck(reached -> {
                checking = false;
                lastStarted = started;
                lastReached = reached;
                checked.run();
            });
        }
    }

    /** What is known from before any trouble. */
    Situation.Connectivity usual() {
        ReferenceTargets targets = references;
        boolean isolated = targets == null ? records.reachedAtLast() == Reached.NO : targets.isolated();
        return isolated ? Situation.Connectivity.ISOLATED : Situation.Connectivity.CONNECTED;
    }

    /** What is known since a moment of the scheduler's monotonic clock. */
    Situation.Connectivity since(long nanos) {
        Reached reached;
        if (references == null) {
            reached = records.reachedSince(nanos);
        } else {
            Long last = lastStarted;
            reached = last == null || last - nanos < 0 ? Reached.NOT_TRIED : lastReached ? Reached.YES : Reached.NO;
        }
        return switch (reached) {
            case YES -> Situation.Connectivity.CONNECTED;
            case NO -> Situation.Connectivity.ISOLATED;
            case NOT_TRIED -> Situation.Connectivity.UNCHECKED;
        };
    }
}
