package dev.failover.benchmarks;

import dev.failover.internal.time.EventQueue;
import dev.failover.time.Task;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The queue of a scheduler on virtual time, with so many actions that are always waiting, as the probes of so many sites are. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(java.util.concurrent.TimeUnit.NANOSECONDS)
public class EventQueueBenchmark {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    /** How many actions wait. */
    @Param({"10", "10000"})
    public int waiting = 10;

    private EventQueue queue = new EventQueue();

    private static void nothing() {}

    /** Spreads what waits over an interval. */
    @Setup(Level.Iteration)
    public void fill() {
        queue = new EventQueue();
        for (int i = 0; i < waiting; i++) {
            queue.in(INTERVAL.multipliedBy(i).dividedBy(waiting), EventQueueBenchmark::nothing);
        }
    }

    /** The next is taken out, and comes again an interval later. */
    @Benchmark
    public @Nullable Runnable next() {
        Runnable action = queue.next(Long.MAX_VALUE);
        queue.in(INTERVAL, EventQueueBenchmark::nothing);
        return action;
    }

    /** The same with a time limit for each, which is called off: as a call that ends in time does. */
    @Benchmark
    public @Nullable Runnable nextWithLimit() {
        Runnable action = queue.next(Long.MAX_VALUE);
        Task limit = queue.in(INTERVAL.dividedBy(2), EventQueueBenchmark::nothing);
        queue.in(INTERVAL, EventQueueBenchmark::nothing);
        limit.cancel();
        return action;
    }
}
