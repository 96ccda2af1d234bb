package dev.failover.rsync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process and what it has started. */
final class ProcessTree {
    /** Long enough for rsync to remove its temporary file. */
    private static final Duration GRACE = Duration.ofMillis(700);

    private static final Duration FORCED = Duration.ofSeconds(2);

    private ProcessTree() {}

    /** Ends all of it: politely, then by force. Returns within three seconds, interrupted or not. */
    static void end(ProcessHandle root) {
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

    /** @return whether it was interrupted meanwhile, which cuts the wait short */
    private static boolean awaitEnd(List<ProcessHandle> processes, Duration limit) {
        CompletableFuture<?>[] ends =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return false;
        } catch (InterruptedException e) {
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }
}
