package dev.failover.internal.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.health.Verdict;
import dev.failover.internal.loop.Loop;
import dev.failover.internal.loop.MachineTime;
import dev.failover.testkit.ManualScheduler;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The phases of many monitors")
class PhasesTest {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration FAST = Duration.ofSeconds(1);
    private static final Duration WINDOW = Duration.ofMillis(250);
    private static final int MONITORS = 400;

    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<Long> probes = new ArrayList<>();
    private final List<HealthMonitor> monitors = new ArrayList<>();
    private Health site = Health.up("fine");
    private Supplier<Duration> takes = () -> Duration.ZERO;

    @ParameterizedTest(name = "of {0}")
    @ValueSource(strings = {"PT0.01S", "PT0.1S", "PT1S", "PT5S", "PT1M"})
    @DisplayName("are spread evenly over any interval, however many there are")
    void spreadEvenly(Duration interval) {
        Phases phases = new Phases();
        List<Long> given = new ArrayList<>();
        for (int count : new int[] {1, 8, 9, 50, 200, 1_000, 1_618, 3_333, 10_000}) {
            while (given.size() < count) {
                given.add(phases.next(interval).toNanos());
            }
            assertThat(given).allMatch(phase -> phase >= 0 && phase < interval.toNanos());
            long window = interval.toNanos() / 10;
            double fair = Math.max(window / (double) Phases.APART.toNanos(), count / 10.0);
            assertThat(most(given, window))
                    .as("of %s, in a tenth of %s", count, interval)
                    .isLessThanOrEqualTo((int) (fair * 1.25) + Phases.TOGETHER + 2);
        }
    }

    @Test
    @DisplayName("are none for a few, and never longer than it takes to begin one after the other")
    void fewBeginAtOnce() {
        Phases phases = new Phases();
        for (int i = 0; i < 500; i++) {
            Duration latest = Phases.APART.multipliedBy(Math.max(0, i - Phases.AT_ONCE + 4));
            assertThat(phases.next(INTERVAL)).isBetween(latest.minus(Phases.STEP), latest);
        }
    }

    @Test
    @DisplayName(
            "keep probes apart, whatever befalls the process: standing still, suspension, forgetting, outages of all")
    void neverBunch() {
        start();
        run("from the start", Duration.ofSeconds(12));
        Random random = new Random(7);
        for (int i = 0; i < 12; i++) {
            switch (i % 4) {
                case 0 -> scheduler.stall(Duration.ofMillis(1_000 + random.nextInt(30_000)));
                case 1 -> {
                    scheduler.suspend(Duration.ofMinutes(10));
                    monitors.forEach(HealthMonitor::forget);
                }
                case 2 -> site = Health.down("dead");
                default -> {
                    site = Health.up("fine");
                    monitors.forEach(HealthMonitor::forget);
                    monitors.forEach(HealthMonitor::forget);
                }
            }
            run("after disturbance " + i, Duration.ofMillis(9_000 + random.nextInt(2_000)));
        }
        assertThat(monitors).allMatch(monitor -> monitor.latest().verdict() == Verdict.UP);
    }

    @Test
    @DisplayName("do not keep a monitor from probing that has to forget again and again")
    void forgettingDoesNotPutOff() {
        start();
        scheduler.advance(Duration.ofSeconds(12));
        scheduler.suspend(Duration.ofMinutes(10));
        probes.clear();
        for (int i = 0; i < 60; i++) {
            monitors.forEach(HealthMonitor::forget);
            scheduler.advance(Duration.ofMillis(100));
        }
        assertThat(probes).hasSizeGreaterThan(MONITORS * 3);
    }

    @Test
    @DisplayName("bring monitors together at the same moments, whenever they begin and hurry, and but a few at each")
    void shareWakeUps() {
        Thresholds everySecond = Thresholds.builder()
                .interval(FAST)
                .fastInterval(FAST.dividedBy(5))
                .timeout(FAST)
                .build();
        Phases phases = new Phases();
        Random random = new Random(11);
        Waking waking = new Waking(scheduler);
        for (int i = 0; i < MONITORS; i++) {
            HealthMonitor monitor = monitor(waking, i, everySecond, phases.next(FAST));
            monitors.add(monitor);
            monitor.start();
            scheduler.advance(Duration.ofNanos(random.nextInt(400_000)));
        }
        scheduler.advance(Duration.ofSeconds(2));
        long few = 2 * (MONITORS / FAST.dividedBy(Phases.STEP) + Phases.AT_ONCE);
        assertTogether("from the start", few);

        scheduler.stall(Duration.ofMillis(777));
        scheduler.advance(Duration.ofSeconds(2));
        assertTogether("after the process stood still", few);

        monitors.forEach(HealthMonitor::forget);
        scheduler.advance(Duration.ofSeconds(2));
        assertTogether("after forgetting", few);

        site = Health.down("dead");
        Duration within = Phases.STEP.multipliedBy(5);
        takes = () -> Duration.ofNanos(300_000_000 + random.nextInt((int) within.toNanos()));
        scheduler.advance(Duration.ofSeconds(1));
        site = Health.up("fine");
        takes = () -> Duration.ZERO;
        scheduler.advance(Duration.ofSeconds(2));
        assertTogether("after they hurried", 2 * MONITORS / within.dividedBy(Phases.STEP));
    }

    private void assertTogether(String when, long most) {
        probes.clear();
        scheduler.advance(FAST);
        Map<Long, Long> atOnce =
                probes.stream().collect(Collectors.groupingBy(moment -> moment, Collectors.counting()));
        assertThat(probes).as(when).hasSize(MONITORS);
        assertThat(atOnce.keySet().stream()
                        .map(moment -> moment % Phases.STEP.toNanos())
                        .distinct())
                .as(when)
                .hasSize(1);
        assertThat(atOnce.values()).as(when).allMatch(count -> count <= most);
    }

    @Test
    @DisplayName(
            "leave a rhythm its pace that is faster than they follow one another, also after the process stood still")
    void fasterThanPlaces() {
        Duration pace = Phases.STEP.dividedBy(2);
        Thresholds fast = Thresholds.builder()
                .interval(pace)
                .fastInterval(pace)
                .timeout(pace)
                .build();
        Waking waking = new Waking(scheduler);
        HealthMonitor monitor = monitor(waking, 0, fast, Duration.ZERO);
        monitors.add(monitor);
        monitor.start();
        for (int i = 0; i < 5; i++) {
            scheduler.stall(Duration.ofMillis(777).plusNanos(123_456));
            probes.clear();
            scheduler.advance(FAST);
            assertThat(probes).hasSizeBetween(99, 102);
        }
    }

    /** Virtual time of a process that has to be woken up. */
    private record Waking(ManualScheduler scheduler) implements Scheduler, MachineTime {
        @Override
        public Loop loop() {
            throw new IllegalStateException("these checks need none");
        }

        @Override
        public long nanoTime() {
            return scheduler.nanoTime();
        }

        @Override
        public Instant instant() {
            return scheduler.instant();
        }

        @Override
        public Task schedule(Duration delay, Runnable action) {
            return scheduler.schedule(delay, action);
        }

        @Override
        public Task start(String name, Runnable work) {
            return scheduler.start(name, work);
        }

        @Override
        public void close() {
            scheduler.close();
        }
    }

    private void start() {
        Thresholds thresholds =
                Thresholds.builder().interval(INTERVAL).fastInterval(FAST).build();
        Phases phases = new Phases();
        for (int i = 0; i < MONITORS; i++) {
            monitors.add(monitor(scheduler, i, thresholds, phases.next(INTERVAL)));
        }
        monitors.forEach(HealthMonitor::start);
    }

    private HealthMonitor monitor(Scheduler time, int number, Thresholds thresholds, Duration phase) {
        return HealthMonitor.of(
                time,
                "www" + number,
                (address, timeout) -> {
                    probes.add(scheduler.elapsed().toNanos());
                    scheduler.spend(takes.get());
                    return site;
                },
                () -> Optional.of(InetAddress.getLoopbackAddress()),
                thresholds,
                phase,
                assessment -> {});
    }

    private void run(String when, Duration time) {
        probes.clear();
        scheduler.advance(time);
        // Every monitor may probe fast for a while; no more than that, and what is caught up comes on top of that.
        double fair = Math.max(
                WINDOW.toNanos() / (double) Phases.APART.toNanos(),
                MONITORS * WINDOW.toNanos() / (double) FAST.toNanos());
        assertThat(probes).as(when).hasSizeGreaterThanOrEqualTo(MONITORS);
        assertThat(most(probes, WINDOW.toNanos())).as(when).isLessThanOrEqualTo((int) (fair * 2) + Phases.AT_ONCE);
    }

    /** The most of these moments that lie within such a time. */
    private static int most(List<Long> moments, long window) {
        List<Long> sorted = moments.stream().sorted().toList();
        int most = 0;
        int from = 0;
        for (int to = 0; to < sorted.size(); to++) {
            while (sorted.get(to) - sorted.get(from) >= window) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }
}
