package dev.failover.internal.process;

import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A process and what it has started. */
public final class ProcessTree {
    /** Long enough for a program to clean up; for rsync, to remove its temporary file. */
    private static final Duration GRACE = Duration.ofMillis(700);

    private static final Duration FORCED = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(5);

    private ProcessTree() {}

    /** Ends all of it: politely, then by force. Returns within three seconds, interrupted or not. */
    public static void end(ProcessHandle root) {
        // Listed now: once their parent is gone, nobody knows whose they were.
        List<ProcessHandle> all = new ArrayList<>(List.of(root));
        root.descendants().forEach(all::add);
        boolean interrupted = false;
        try {
            root.destroy();
            interrupted = awaitEnd(all, GRACE);
        } finally {
            for (ProcessHandle process : List.copyOf(all)) {
                process.descendants().forEach(all::add);
            }
            all.forEach(ProcessHandle::destroyForcibly);
            interrupted |= awaitEnd(all, FORCED);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Looks often: {@link ProcessHandle#onExit} does so at a third of a second, for what is not our child.
     *
     * @return whether it was interrupted meanwhile, which cuts the wait short
     */
    private static boolean awaitEnd(List<ProcessHandle> processes, Duration limit) {
        Deadline deadline = Deadline.in(limit);
        while (processes.stream().anyMatch(ProcessTree::runs)
                && !deadline.left().isZero()) {
            if (Thread.interrupted()) {
                return true;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return false;
    }

    /** Not what has ended and waits for a parent that does not ask: it counts as alive, and has no program any more. */
    public static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }
}
