package dev.failover.internal.process;

import dev.failover.component.UnavailableException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The processes that are under way, so that none outlives this one. Thread-safe. */
public final class Children {
    private final Set<ProcessHandle> running = new HashSet<>();
    private boolean over;

    /** Starts a process, unless this one is about to end. */
    Process start(ProcessBuilder builder) throws IOException {
        synchronized (this) {
            if (over) {
                throw new UnavailableException(
                        builder.command().get(0) + " is not started any more, as this process is ending");
            }
            Process process = builder.start();
            running.add(process.toHandle());
            return process;
        }
    }

    synchronized void ended(Process process) {
        running.remove(process.toHandle());
    }

    /** Ends them, and starts no more. Idempotent. */
    public void end() {
        List<ProcessHandle> all;
        synchronized (this) {
            over = true;
            all = List.copyOf(running);
        }
        all.forEach(ProcessTree::end);
    }
}
