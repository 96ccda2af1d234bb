package dev.failover.internal.watch;

import dev.failover.decision.Connectivity;
import dev.failover.internal.watch.RecordWatch.Reached;
import dev.failover.time.Scheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether the watcher itself is in touch with the world: by its references or, if it has none, by whether any server
 * of its zones answers. While the active site fails its checks, only what was learnt since then counts. Lives on the event
 * thread.
 */
public final class ConnectivityWatch {
    /** What finding out takes at most: a look at the zones' servers, or at the references, with what they may overrun. */
    public static final Duration LONGEST = Duration.ofSeconds(4);

    private final Scheduler scheduler;
    private final @Nullable References references;
    private final RecordWatch records;
    private final Runnable checked;
    private boolean checking;
    private boolean again;
    /** What was learnt before this moment no longer counts. */
    private @Nullable Long forgottenAt;

    private @Nullable Long lastStarted;
    private boolean lastReached;

    public ConnectivityWatch(
            Scheduler scheduler, @Nullable References references, RecordWatch records, Runnable checked) {
        this.scheduler = scheduler;
        this.references = references;
        this.records = records;
        this.checked = checked;
    }

    /** Finds out anew. */
    public void check() {
        records.look();
        if (!checking) {
            recheck();
        }
    }

    private void recheck() {
        References asked = references;
        if (asked == null) {
            return;
        }
        checking = true;
        long started = scheduler.nanoTime();
        asked.recheck(reached -> {
            checking = false;
            lastStarted = started;
            lastReached = reached;
            if (again) {
                again = false;
                recheck();
            }
            checked.run();
        });
    }

    /** Starts anew: what was reached until now, or not, no longer counts. The zones' servers are to be asked anew after this. */
    public void forget() {
        forgottenAt = scheduler.nanoTime();
        if (checking) {
            again = true;
        } else {
            recheck();
        }
    }

    /** What is known from before any trouble. */
    public Connectivity usual() {
        Long forgotten = forgottenAt;
        if (forgotten != null && since(forgotten) == Connectivity.UNCHECKED) {
            return Connectivity.UNCHECKED;
        }
        References asked = references;
        boolean isolated = asked == null ? records.reachedAtLast() == Reached.NO : asked.isolated();
        return isolated ? Connectivity.ISOLATED : Connectivity.CONNECTED;
    }

    /** What is known since a moment of the scheduler's monotonic clock. */
    public Connectivity since(long nanos) {
        Reached reached;
        if (references == null) {
            reached = records.reachedSince(nanos);
        } else {
            Long last = lastStarted;
            reached = last == null || last - nanos < 0 ? Reached.NOT_TRIED : lastReached ? Reached.YES : Reached.NO;
        }
        return switch (reached) {
            case YES -> Connectivity.CONNECTED;
            case NO -> Connectivity.ISOLATED;
            case NOT_TRIED -> Connectivity.UNCHECKED;
        };
    }
}
