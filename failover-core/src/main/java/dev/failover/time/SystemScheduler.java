package dev.failover.time;

import dev.failover.internal.component.BugLog;
import dev.failover.internal.loop.Loop;
import dev.failover.internal.loop.MachineTime;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The machine's own time and threads. */
final class SystemScheduler implements Scheduler, MachineTime {
    private static final Logger log = LoggerFactory.getLogger(SystemScheduler.class);
    private static final long CLOSE_SECONDS = 5;
    /** Moments further off than this clock can tell: a century. */
    private static final long FAR = Duration.ofDays(36_525).toNanos();

    private final Loop events = new Loop("failover-events", TimeSource.system()::nanoTime);
    private final ExecutorService workers = workers();
    private final BugLog bugs = new BugLog(SystemScheduler.class);

    /** Virtual threads exist from JDK 21 on; this is compiled for 17. */
    private static ExecutorService workers() {
        try {
            Method virtual = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
            return (ExecutorService) virtual.invoke(null);
        } catch (ReflectiveOperationException e) {
            return Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "failover-work");
                thread.setDaemon(true);
                return thread;
            });
        }
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
        return events.at(nanoTime() + Math.min(FAR, delay.toNanos()), action)::cancel;
    }

    @Override
    public Loop loop() {
        return events;
    }

    @Override
    public Task start(String name, Runnable work) {
        try {
            Future<?> future = workers.submit(() -> named(name, work));
            return () -> future.cancel(true);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    private void named(String name, Runnable work) {
        Thread thread = Thread.currentThread();
        String before = thread.getName();
        thread.setName("failover: " + name);
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            bugs.report("an action of the loop", e);
        } finally {
            thread.setName(before);
        }
    }

    @Override
    public void close() {
        events.stop();
        workers.shutdownNow();
        try {
            if (!workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                log.warn("Work that does not heed its interruption is left behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        events.close();
    }
}
