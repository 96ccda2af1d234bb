package dev.failover.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.failover.Failover;
import dev.failover.FailoverEvent;
import dev.failover.Service;
import dev.failover.ServiceStatus;
import dev.failover.Site;
import dev.failover.coordination.Coordination;
import dev.failover.decision.Condition;
import dev.failover.decision.Coordinated;
import dev.failover.decision.VoteCount.Vote.Says;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.journal.StateStore;
import dev.failover.testkit.InMemoryDnsProvider;
import dev.failover.testkit.TcpLine;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What many services ask of one etcd, 20 ms away, and whether votes and leases hold. The watchers are in this process, their zone in
 * memory; the etcd is real, with one member. Takes three minutes: part of {@code ./verify --measure}. Three watchers ({@code
 * -Dfailover.etcd.watchers=3}) take three times as much of the processor.
 */
@Tag("measure")
@Timeout(1800)
@DisplayName("Watchers of many services on one etcd")
class ThousandServicesMeasurement {
    private static final int SERVICES = Integer.getInteger("failover.etcd.services", 1_000);
    private static final int FAILING = SERVICES / 10;
    /** Each has a machine of its own usually; a majority of those that are here is enough to leave a site. */
    private static final int WATCHERS = Integer.getInteger("failover.etcd.watchers", 1);

    private static final Duration ROUND_TRIP = Duration.ofMillis(20);
    private static final String PROD = "203.0.113.10";
    private static final String HOME = "198.51.100.7";
    private static final List<String> NAMES = List.of("one", "two", "three").subList(0, WATCHERS);

    private final AtomicBoolean prodFails = new AtomicBoolean();
    private final AtomicLong unreachable = new AtomicLong();

    @Test
    @DisplayName("hold a lease for each, whoever has it, and leave a site of a tenth of them at one moment")
    void thousand() throws Exception {
        InMemoryDnsProvider.Builder records = InMemoryDnsProvider.builder("example.org");
        IntStream.range(0, SERVICES)
                .mapToObj(i -> RecordSet.of(key(i), Duration.ofMinutes(1), PROD))
                .forEach(records::records);
        List<Failover> watchers = new ArrayList<>();
        List<EtcdCoordinator> stores = new ArrayList<>();
        try (Etcd etcd = Etcd.start(1);
                TcpLine line = TcpLine.delayed(etcd.ports().get(0), ROUND_TRIP);
                InMemoryDnsProvider zone = records.build()) {
            long begun = System.nanoTime();
            for (String name : NAMES) {
                EtcdCoordinator store = EtcdCoordinator.builder()
                        .endpoints(List.of("http://127.0.0.1:" + line.port()))
                        .build();
                stores.add(store);
                watchers.add(watcher(name, store, zone));
            }
            watchers.forEach(Failover::start);
            try {
                await("each service has a holder, and all know the votes of all")
                        .until(() -> watchers.stream()
                                .allMatch(watcher -> watcher.status().stream()
                                                .filter(ThousandServicesMeasurement::isComplete)
                                                .count()
                                        == SERVICES));
                System.out.printf(
                        "%s services: after %.1f s each has a holder, and all know the votes of all%n",
                        SERVICES, seconds(begun));
                Map<String, String> holders = holders(watchers.get(0));
                idle(etcd);
                assertThat(holders(watchers.get(0))).as("nobody lost a lease").isEqualTo(holders);
                assertThat(unreachable)
                        .as("told that the store is out of reach")
                        .hasValue(0);

                prodFails.set(true);
                long failed = System.nanoTime();
                await("the zone gives home for all that fail")
                        .until(() -> IntStream.range(0, FAILING)
                                .allMatch(i -> zone.published(key(i))
                                        .filter(set -> set.values().contains(HOME))
                                        .isPresent()));
                System.out.printf("%s of them fail at one moment: all moved after %.1f s%n", FAILING, seconds(failed));
                assertThat(IntStream.range(FAILING, SERVICES))
                        .allSatisfy(i -> assertThat(
                                        zone.published(key(i)).orElseThrow().values())
                                .containsExactly(PROD));
            } finally {
                watchers.forEach(Failover::close);
                stores.forEach(EtcdCoordinator::close);
            }
        }
    }

    private static String name(int service) {
        return "s" + service;
    }

    private static RecordKey key(int service) {
        return new RecordKey(name(service), RecordType.A);
    }

    private static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(Duration.ofMinutes(5)).pollInterval(Duration.ofSeconds(1));
    }

    private static double seconds(long since) {
        return Duration.ofNanos(System.nanoTime() - since).toMillis() / 1e3;
    }

    private Failover watcher(String name, EtcdCoordinator store, InMemoryDnsProvider zone) {
        Failover.Builder builder = Failover.builder()
                .stateStore(StateStore.inMemory())
                .provider("zone", zone)
                .authorities(zone.authorities())
                .listener(event -> {
                    if (event instanceof FailoverEvent.Raised raised
                            && raised.condition().kind() == Condition.Kind.STORE_UNREACHABLE) {
                        unreachable.incrementAndGet();
                    }
                })
                .coordination(Coordination.builder()
                        .voter("one", "one")
                        .voter("two", "two")
                        .voter("three", "three")
                        .quorum(WATCHERS / 2 + 1)
                        .turnout(WATCHERS / 2 + 1)
                        .watcher(name)
                        .coordinator(store)
                        .build());
        IntStream.range(0, SERVICES).forEach(i -> builder.service(service(name, i)));
        return builder.build();
    }

    private Service service(String owner, int number) {
        return Service.builder(name(number))
                .record("zone", name(number), RecordType.A, Duration.ofMinutes(1))
                .ownership(owner)
                .site(Site.builder("prod").address(PROD).build())
                .site(Site.builder("home").address(HOME).build())
                .check((address, timeout) -> number < FAILING
                                && prodFails.get()
                                && address.getHostAddress().equals(PROD)
                        ? Health.down("off")
                        : Health.up("on"))
                .thresholds(new Thresholds(Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(1), 2, 1))
                .build();
    }

    private static boolean isComplete(ServiceStatus status) {
        return status.coordinated()
                .filter(coordinated -> coordinated.lease().holder().isPresent())
                .filter(coordinated -> coordinated.about("prod").count(Says.UP) == NAMES.size())
                .isPresent();
    }

    private static Map<String, String> holders(Failover watcher) {
        Map<String, String> holders = new HashMap<>();
        watcher.status()
                .forEach(status -> holders.put(
                        status.service(),
                        status.coordinated()
                                .map(Coordinated::lease)
                                .flatMap(Coordinated.Lease::holder)
                                .orElse("nobody")));
        return holders;
    }

    private void idle(Etcd etcd) throws Exception {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long ours = system.getProcessCpuTime();
        Duration theirs = etcd.processorTime();
        long before = etcd.requests();
        long begun = System.nanoTime();
        TimeUnit.SECONDS.sleep(60);
        double seconds = seconds(begun);
        System.out.printf(
                "for a minute of nothing else: %.0f requests an hour; of one processor, a watcher takes %.0f %%, its checks included, and etcd %.0f %%%n",
                (etcd.requests() - before) / seconds * 3600,
                (system.getProcessCpuTime() - ours) / 1e7 / seconds / NAMES.size(),
                etcd.processorTime().minus(theirs).toMillis() / 10 / seconds);
    }
}
