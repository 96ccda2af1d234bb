package dev.failover.testkit.simulation;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Many seeds, side by side on all processors. */
public final class SimulationCampaign {
    private SimulationCampaign() {}

    /**
     * What came out.
     *
     * @param seeds how many were run
     * @param failed those that violated something, in the order of their seeds
     * @param simulated how much virtual time passed in all of them
     * @param processorTime what they took of the processors
     */
    public record Report(long seeds, List<SimulationResult> failed, Duration simulated, Duration processorTime) {
        public Report {
            failed = List.copyOf(failed);
        }

        @Override
        public String toString() {
            double hours = simulated.toMillis() / 3_600_000.0;
            double seconds = Math.max(1, processorTime.toMillis()) / 1000.0;
            return String.format(
                    Locale.ROOT,
                    "%s seeds, %s violate something%s; %.1f virtual hours in %.1f processor seconds: %.1f hours a second, %.1f ms a seed",
                    seeds,
                    failed.size(),
                    failed.stream()
                            .flatMap(result -> result.violation().stream()
                                    .map(violation -> " " + result.plan().seed() + " (" + violation.invariant() + ")"))
                            .collect(Collectors.joining()),
                    hours,
                    seconds,
                    hours / seconds,
                    seconds * 1000 / Math.max(1, seeds));
        }
    }

    /** Runs {@code count} seeds from {@code first} on; stops early once ten of them violated something. */
    public static Report run(long first, long count) {
        return run(first, count, SimulationPlan::of);
    }

    /**
     * The same with plans made harder, or one's own.
     *
     * @param plan made from the seed; called from several threads
     */
    public static Report run(long first, long count, LongFunction<SimulationPlan> plan) {
        AtomicLong next = new AtomicLong(first);
        Queue<SimulationResult> failed = new ConcurrentLinkedQueue<>();
        LongAdder simulated = new LongAdder();
        LongAdder processor = new LongAdder();
        LongAdder seeds = new LongAdder();
        List<Thread> threads = IntStream.range(0, Runtime.getRuntime().availableProcessors())
                .mapToObj(i -> new Thread(
                        () -> {
                            ThreadMXBean clock = ManagementFactory.getThreadMXBean();
                            long before = clock.getCurrentThreadCpuTime();
                            for (long seed = next.getAndIncrement();
                                    seed < first + count && failed.size() < 10;
                                    seed = next.getAndIncrement()) {
                                SimulationResult result = Simulation.run(plan.apply(seed));
                                seeds.increment();
                                simulated.add(result.lasted().toMillis());
                                if (result.violation().isPresent()) {
                                    failed.add(result);
                                }
                            }
                            processor.add(clock.getCurrentThreadCpuTime() - before);
                        },
                        "simulation-" + i))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            join(thread);
        }
        return new Report(
                seeds.sum(),
                failed.stream()
                        .sorted(java.util.Comparator.comparingLong(
                                result -> result.plan().seed()))
                        .toList(),
                Duration.ofMillis(simulated.sum()),
                Duration.ofNanos(processor.sum()));
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while simulations run", e);
        }
    }
}
