package dev.failover.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.failover.component.Secret;
import dev.failover.coordination.Coordination;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.InMemoryDnsProvider;
import dev.failover.testkit.TcpLine;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What it costs to ask two others, beside a watcher that decides alone, in one run: real time and a real PostgreSQL, 20 ms there and
 * back; the zone is in memory, so that nothing else counts. Takes some minutes: part of {@code ./verify --measure}.
 */
@Tag("measure")
@Timeout(900)
@DisplayName("Three watchers with PostgreSQL, 20 ms away")
class VotingMeasurement {
    private static final Duration ROUND_TRIP = Duration.ofMillis(20);
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final int ROUNDS = 10;
    private static final int TAKEOVERS = 5;
    private static final RecordKey WWW = new RecordKey(Watcher.SERVICE, RecordType.A);

    private final AtomicBoolean prodUp = new AtomicBoolean(true);
    private final AtomicLong homeSince = new AtomicLong();

    private InMemoryDnsProvider zone() {
        InMemoryDnsProvider zone = InMemoryDnsProvider.builder("example.org")
                .records(RecordSet.of(WWW, Duration.ofMinutes(1), Watcher.PROD))
                .build();
        zone.onPublish(records -> {
            boolean prod = records.stream()
                    .anyMatch(set -> set.key().equals(WWW) && set.values().contains(Watcher.PROD));
            homeSince.set(prod ? 0 : System.nanoTime());
        });
        return zone;
    }

    private static Coordination.Builder terms() {
        return Coordination.builder()
                .voter("one", "one")
                .voter("two", "two")
                .voter("three", "three")
                .lease(LEASE)
                .renew(Duration.ofSeconds(4))
                .timeout(Duration.ofSeconds(2))
                .voteValid(Duration.ofSeconds(10));
    }

    private static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(5));
    }

    @Test
    @DisplayName("decide so much later than one alone, and replace one that is killed after so long")
    void costs() throws Exception {
        List<Duration> alone;
        try (InMemoryDnsProvider zone = zone();
                Watcher only = new Watcher("alone", null, null, zone, prodUp)) {
            alone = switches(List.of(only), 1);
        }
        try (PostgresServer server = PostgresServer.start();
                TcpLine line = TcpLine.delayed(server.port(), ROUND_TRIP);
                InMemoryDnsProvider zone = zone();
                PostgresqlCoordinator store = PostgresqlCoordinator.builder()
                        .url(server.url(line.port()))
                        .user(PostgresServer.ADMIN)
                        .password(Secret.of(PostgresServer.PASSWORD))
                        .build()) {
            store.inspect(Duration.ofSeconds(20));
            Map<String, Watcher> watchers = new LinkedHashMap<>();
            for (String name : List.of("one", "two", "three")) {
                watchers.put(name, new Watcher(name, terms(), store, zone, prodUp));
            }
            try {
                await("somebody holds the lease").until(() -> holder(watchers) != null);
                List<Duration> together = switches(List.copyOf(watchers.values()), 2);
                print("alone, from its verdict to the zone", alone);
                print("three, from the second verdict to the zone", together);
                idle(server);
                print("from kill to another's lease of " + LEASE.toSeconds() + " s", takeovers(watchers, store, zone));
                assertThat(median(together).minus(median(alone))).isLessThan(Duration.ofMillis(150));
            } finally {
                watchers.values().forEach(Watcher::close);
            }
        }
    }

    /** From the verdict that is the last to be needed until the zone gives home, time after time. */
    private List<Duration> switches(List<Watcher> watchers, int needed) throws InterruptedException {
        Random random = new Random(1);
        List<Duration> times = new ArrayList<>();
        await("all know where prod is").until(() -> watchers.stream().allMatch(watcher -> watcher.isAt("prod")));
        for (int i = 0; i < ROUNDS; i++) {
            watchers.forEach(Watcher::forget);
            // At any moment of a second, as every watcher looks at moments of its own.
            TimeUnit.MILLISECONDS.sleep(3_000 + random.nextInt(1_000));
            prodUp.set(false);
            await("the zone gives home").until(() -> homeSince.get() != 0);
            long given = homeSince.get();
            List<Long> verdicts = watchers.stream()
                    .map(Watcher::downAt)
                    .filter(at -> at != 0)
                    .sorted()
                    .toList();
            times.add(Duration.ofNanos(given - verdicts.get(needed - 1)));
            await("all know of it").until(() -> watchers.stream().allMatch(watcher -> watcher.isAt("home")));
            prodUp.set(true);
            await("all are back").until(() -> watchers.stream().allMatch(watcher -> watcher.isAt("prod")));
        }
        return times;
    }

    private static void idle(PostgresServer server) throws Exception {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        String count = "SELECT xact_commit FROM pg_stat_database WHERE datname = 'postgres'";
        long requests = Long.parseLong(server.query(count));
        long processor = system.getProcessCpuTime();
        TimeUnit.SECONDS.sleep(60);
        System.out.printf(
                "a watcher with nothing to do: %s ms of processor a minute, its checks included; %s requests an hour%n",
                (system.getProcessCpuTime() - processor) / 3_000_000,
                (Long.parseLong(server.query(count)) - requests) * 60 / 3);
    }

    private List<Duration> takeovers(
            Map<String, Watcher> watchers, PostgresqlCoordinator store, InMemoryDnsProvider zone) throws Exception {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < TAKEOVERS; i++) {
            await("somebody holds the lease").until(() -> holder(watchers) != null);
            String holder = holder(watchers);
            watchers.remove(holder).kill();
            long killed = System.nanoTime();
            await("another holds the lease").until(() -> {
                String now = holder(watchers);
                return now != null && !now.equals(holder);
            });
            times.add(Duration.ofNanos(System.nanoTime() - killed));
            watchers.put(holder, new Watcher(holder, terms(), store, zone, prodUp));
        }
        return times;
    }

    /** Who says of itself that it holds it; null if nobody does. */
    private static @Nullable String holder(Map<String, Watcher> watchers) {
        return watchers.entrySet().stream()
                .filter(each ->
                        each.getValue().holder().filter(each.getKey()::equals).isPresent())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private static Duration median(List<Duration> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    private static void print(String what, List<Duration> times) {
        List<Duration> sorted = times.stream().sorted().toList();
        System.out.printf(
                "%s: median %s ms, longest %s ms of %s%n",
                what, median(times).toMillis(), sorted.get(sorted.size() - 1).toMillis(), times.size());
    }
}
