package dev.failover.health;

import dev.failover.internal.loop.Loop;
import dev.failover.internal.probe.Engine;
import dev.failover.time.TimeSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads on which checks wait for what heeds no interruption, or for several things at once. They keep no application alive, and
 * each ends when it was idle for ten seconds.
 */
final class ProbeThreads {
    private static final ExecutorService THREADS =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "failover-check");
                thread.setDaemon(true);
                return thread;
            });

    private static final Engine ENGINE =
            new Engine(THREADS, Runtime.getRuntime().availableProcessors());
    private static final Loop LOOP = new Loop("failover-checks", TimeSource.system()::nanoTime);

    private ProbeThreads() {}

    /** What carries on the checks of this process that need no thread each. */
    static Engine engine() {
        return ENGINE;
    }

    /** Where those are carried on for which somebody waits. */
    static Loop loop() {
        return LOOP;
    }

    static ExecutorService all() {
        return THREADS;
    }
}
