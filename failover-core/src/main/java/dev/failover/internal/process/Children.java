package dev.failover.internal.process;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.failover.component.UnavailableException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The processes that are under way, so that none outlives this one. Thread-safe. */
public final class Children {
    private final Set<ProcessHandle> running = new HashSet<>();
    private boolean over;

    /** Those that are ended when this process is told to end, or ends by itself; what it still runs by then has nobody to end it. */
    public static Children untilExit() {
        Children children = new Children();
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(children::end, "failover: ends programs"));
        } catch (IllegalStateException e) {
            children.end(); // This process is ending already.
        }
        return children;
    }

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

    /** Whether no more are started; what one of them says by then may be due to its having been ended. */
    public synchronized boolean isOver() {
        return over;
    }

    /** Ends them side by side, and starts no more. Returns within three seconds. Idempotent. */
    public void end() {
        List<ProcessHandle> all;
        synchronized (this) {
            over = true;
            all = List.copyOf(running);
        }
        List<Thread> enders = all.stream()
                .map(process -> new Thread(() -> ProcessTree.end(process), "failover: ends a program"))
                .toList();
        enders.forEach(Thread::start);
        enders.forEach(Uninterruptibles::joinUninterruptibly);
    }
}
