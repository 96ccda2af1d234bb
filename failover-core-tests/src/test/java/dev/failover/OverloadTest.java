package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.decision.Condition;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.HealthCheck;
import dev.failover.health.Thresholds;
import dev.failover.testkit.InMemoryDnsProvider;
import dev.failover.time.Scheduler;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S7: what a watcher was late with itself says nothing about the sites. */
@DisplayName("A watcher that does not get its turn")
class OverloadTest {
    private static final String TOLD = "www: the watcher is overloaded";

    @TempDir
    Path directory;

    /** Every check and every look of the loop is so late, for so long. */
    private static void late(World world, Duration each, Duration forSoLong) {
        for (Duration passed = Duration.ZERO; passed.compareTo(forSoLong) < 0; passed = passed.plus(each)) {
            world.time.stall(each);
            world.time.runUntilIdle();
        }
    }

    private World world() {
        World world = new World(directory);
        world.thresholds = Thresholds.builder()
                .interval(Duration.ofSeconds(1))
                .timeout(Duration.ofSeconds(2))
                .fall(3)
                .rise(2)
                .build();
        return world.startAndSettle();
    }

    @Test
    @DisplayName("abstains, and says so with figures, until it gets it again")
    void abstains() {
        try (World world = world()) {
            world.down(World.PROD);
            late(world, Duration.ofMillis(3_001), Duration.ofMinutes(1));
            assertThat(world.served()).contains(World.PROD);
            assertThat(world.titles()).containsExactly(TOLD);
            assertThat(world.told.get(0).text()).contains("checks, by up to").contains("up to 2s is tolerated");
            assertThat(world.status().decision().conditions())
                    .extracting(Condition::kind)
                    .containsExactly(Condition.Kind.OVERLOADED);

            world.run(Duration.ofMinutes(1));
            assertThat(world.served()).contains(World.HOME);
            assertThat(world.titles()).contains("www: the watcher is no longer overloaded");
        }
    }

    @Test
    @DisplayName("leaves a dead site all the same as long as it is less late than a check may take")
    void switchesWhileLateByLessThanTheTimeout() {
        try (World world = world()) {
            world.down(World.PROD);
            late(world, Duration.ofMillis(1_900), Duration.ofSeconds(20));
            assertThat(world.served()).contains(World.HOME);
            assertThat(world.titles()).doesNotContain(TOLD);
        }
    }

    @Test
    @DisplayName("for one moment only makes no fuss")
    void oneBadMoment() {
        try (World world = world()) {
            late(world, Duration.ofSeconds(20), Duration.ofSeconds(20));
            world.run(Duration.ofMinutes(1));
            assertThat(world.titles()).isEmpty();
        }
    }

    @Test
    @DisplayName("decides nothing any more once it is closed, and meets no bug, however much is left to do")
    void closedWithMuchLeftToDo() {
        Duration due;
        try (World before = withSlowChecks("before")) {
            before.down(World.PROD);
            due = before.time.runUntil(() -> before.active().equals("home"), Duration.ofMinutes(1));
        }
        World world = withSlowChecks("closed");
        world.down(World.PROD);
        world.run(due.minusMillis(50));
        world.time.stall(Duration.ofMillis(100));
        // The event thread, which is this one, does not come to it in time.
        world.failover.close();
        world.run(Duration.ofMinutes(1));
        assertThat(world.writes).isZero();
    }

    /** What a check found is on its way to the event thread before that is asked to end. */
    private World withSlowChecks(String name) {
        World world = new World(directory.resolve(name));
        world.probing = () -> world.time.spend(Duration.ofMillis(200));
        return world.startAndSettle();
    }

    /** The same on the machine's own clock and threads: something else keeps the loop from its turn. */
    @Test
    @DisplayName("on a real machine counts nothing, says so, and recovers")
    void starvedForReal() throws InterruptedException {
        InMemoryDnsProvider zone = InMemoryDnsProvider.builder("example.org")
                .records(World.record(World.PROD))
                .build();
        Starved starved = new Starved();
        try (Scheduler scheduler = Scheduler.system();
                Failover failover = Failover.builder()
                        .stateDirectory(directory)
                        .scheduler(scheduler)
                        .authorities(zone.authorities())
                        .provider("dns", zone)
                        .notifier("phone", (notification, timeout) -> starved.heard(notification.title()))
                        .service(Service.builder("www")
                                .record("dns", "www", RecordType.A, Duration.ofSeconds(60))
                                .site(Site.of("prod", World.PROD))
                                .site(Site.of("home", World.HOME))
                                .check(starved)
                                .thresholds(Thresholds.builder()
                                        .interval(Duration.ofMillis(200))
                                        .timeout(Duration.ofMillis(200))
                                        .build())
                                .notify("phone")
                                .build())
                        .listener(starved)
                        .build()) {
            failover.start();
            starved.await("prod UP", "home UP", "decided");

            starved.begin(scheduler);
            starved.await(TOLD);
            assertThat(starved.heardOf("prod DOWN")).isFalse();
            assertThat(zone.history()).hasSize(1);

            starved.relieve();
            starved.await("prod DOWN", "published", "www: the watcher is no longer overloaded");
            assertThat(zone.published(World.WWW).orElseThrow().values()).containsExactly(World.HOME);
        }
    }

    /** A prod whose check begins to fail at the moment at which something begins to hold up the loop. */
    private static final class Starved implements HealthCheck, FailoverListener {
        private final Map<String, CountDownLatch> heard = new ConcurrentHashMap<>();
        private final CountDownLatch relief = new CountDownLatch(1);
        private volatile boolean begun;

        private CountDownLatch latch(String what) {
            return heard.computeIfAbsent(what, unheard -> new CountDownLatch(1));
        }

        void heard(String what) {
            latch(what).countDown();
        }

        boolean heardOf(String what) {
            return latch(what).getCount() == 0;
        }

        void await(String... all) throws InterruptedException {
            for (String what : all) {
                assertThat(latch(what).await(60, TimeUnit.SECONDS)).as(what).isTrue();
            }
        }

        void begin(Scheduler scheduler) {
            begun = true;
            holdUp(scheduler);
        }

        /** Again and again, for longer than the second by which a check may be late. */
        private void holdUp(Scheduler scheduler) {
            scheduler.schedule(Duration.ZERO, () -> {
                try {
                    if (!relief.await(1_200, TimeUnit.MILLISECONDS)) {
                        holdUp(scheduler);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        void relieve() {
            relief.countDown();
        }

        @Override
        public Health check(InetAddress address, Duration timeout) {
            return begun && address.getHostAddress().equals(World.PROD)
                    ? Health.down("TLS handshake unfinished")
                    : Health.up("answered 200");
        }

        @Override
        public void on(FailoverEvent event) {
            if (event instanceof FailoverEvent.VerdictChanged changed) {
                heard(changed.site() + " " + changed.verdict());
            }
            switch (event.kind()) {
                case DECIDED -> heard("decided");
                case PUBLISHED -> heard("published");
                default -> {
                    // Not waited for.
                }
            }
        }
    }
}
