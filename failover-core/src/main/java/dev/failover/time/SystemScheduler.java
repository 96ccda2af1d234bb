package dev.failover.time;

import dev.failover.internal.component.BugLog;
import dev.failover.internal.component.MachineTime;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The machine's own time and threads. */
final class SystemScheduler implements Scheduler, MachineTime {
    private static final Logger log = LoggerFactory.getLogger(SystemScheduler.class);
    private static final long CLOSE_SECONDS = 5;

    private final ScheduledThreadPoolExecutor events;
    private final ExecutorService workers;
    private final BugLog bugs = new BugLog(SystemScheduler.class);

    SystemScheduler() {
        events = new ScheduledThreadPoolExecutor(1, daemon("failover-events"));
        events.setRemoveOnCancelPolicy(true);
        events.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        workers = workers();
    }

    /** Virtual threads exist from JDK 21 on; this is compiled for 17. */
    private static ExecutorService workers() {
        try {
            Method virtual = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
            return (ExecutorService) virtual.invoke(null);
        } catch (ReflectiveOperationException e) {
            return Executors.newCachedThreadPool(daemon("failover-work"));
        }
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public Instant instant() {
        return TimeSource.system().instant();
    }

    @Override
    public long nanoTime() {
        return TimeSource.system().nanoTime();
    }

    @Override
    public Task schedule(Duration delay, Runnable action) {
        try {
            ScheduledFuture<?> future = events.schedule(guarded(action), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    @Override
    public Task start(String name, Runnable work) {
        try {
            Future<?> future = workers.submit(guarded(() -> named(name, work)));
            return () -> future.cancel(true);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    private static void named(String name, Runnable work) {
        Thread thread = Thread.currentThread();
        String before = thread.getName();
        thread.setName("failover: " + name);
        try {
            work.run();
        } finally {
            thread.setName(before);
        }
    }

    private Runnable guarded(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                bugs.report("an action of the loop", e);
            }
        };
    }

    @Override
    public void close() {
        events.shutdown();
        workers.shutdownNow();
        try {
            if (!workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                log.warn("Work that does not heed its interruption is left behind");
            }
            if (!events.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                events.shutdownNow();
            }
        } catch (InterruptedException e) {
            events.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
