package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.dns.SharedBatches;
import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.journal.StateStore;
import dev.failover.testkit.InMemoryDnsProvider;
import dev.failover.testkit.ManualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What many services of one zone cost when what they share dies: counted in messages to its vendor. */
class ManyAtOnceTest {
    private static final int SERVICES = 100;
    private static final int FEW = 5;
    private static final Duration TTL = Duration.ofSeconds(60);
    /** What the vendor takes for a message. */
    private static final Duration MESSAGE = Duration.ofMillis(250);

    private final ManualScheduler time = new ManualScheduler();
    private final InMemoryDnsProvider zone = InMemoryDnsProvider.builder("example.org")
            .records(IntStream.range(0, SERVICES)
                    .mapToObj(i -> record(i, World.PROD))
                    .toList())
            .build();
    private final List<Integer> messages = new ArrayList<>();
    private final List<Instant> read = new ArrayList<>();
    private final List<Instant> looked = new ArrayList<>();
    private final List<Instant> decided = new ArrayList<>();
    private final List<Instant> published = new ArrayList<>();
    private boolean dead;

    private static RecordSet record(int service, String address) {
        return RecordSet.of(new RecordKey("www" + service, RecordType.A), TTL, address);
    }

    private final Vendor vendor = new Vendor();

    private final class Vendor extends ForwardingDnsProvider implements SharedBatches {
        Vendor() {
            super(zone);
        }

        @Override
        public boolean isOneBatch(List<RecordChange> changes) {
            return true;
        }

        @Override
        public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
            read.add(time.instant());
            return super.find(key, timeout);
        }

        @Override
        public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
            messages.add(changes.size());
            time.spend(MESSAGE);
            super.apply(changes, timeout);
        }
    }

    private Failover failover(int services) {
        return failover(services, Duration.ofSeconds(2));
    }

    private Failover failover(int services, Duration interval) {
        Failover.Builder builder = Failover.builder()
                .scheduler(time)
                .authorities((zoneName, key, timeout) -> {
                    looked.add(time.instant());
                    return zone.authorities().look(zoneName, key, timeout);
                })
                .provider("dns", vendor)
                .stateStore(StateStore.inMemory())
                .listener(event -> {
                    if (event instanceof FailoverEvent.Decided && dead) {
                        decided.add(event.at());
                    } else if (event instanceof FailoverEvent.Published && dead) {
                        published.add(event.at());
                    }
                });
        IntStream.range(0, services)
                .forEach(i -> builder.service(Service.builder("www" + i)
                        .record("dns", "www" + i, RecordType.A, TTL)
                        .site(Site.of("prod", World.PROD))
                        .site(Site.of("home", World.HOME))
                        .check((address, timeout) ->
                                dead && address.getHostAddress().equals(World.PROD)
                                        ? Health.down("dead")
                                        : Health.up("fine"))
                        .thresholds(Thresholds.builder()
                                .interval(interval)
                                .timeout(Duration.ofMillis(500))
                                .fall(3)
                                .rise(1)
                                .build())
                        .build()));
        return builder.build();
    }

    /** Each is a thread or more for as long as it lasts, and a vendor that is asked so much at once refuses. */
    @Test
    void zonesAndVendorsAreAskedOneAfterTheOtherAtTheStartAndLater() {
        try (Failover failover = failover(SERVICES)) {
            failover.start();
            time.advance(Duration.ofSeconds(29));
            assertThat(looked).hasSize(SERVICES);
            assertThat(most(looked, Duration.ofMillis(10))).isLessThan(10);
            time.advance(Duration.ofSeconds(1));
            assertThat(read).hasSizeGreaterThanOrEqualTo(SERVICES);
            assertThat(most(read, Duration.ofMillis(100))).isLessThan(10);
            read.clear();
            looked.clear();
            time.advance(Duration.ofMinutes(11));
            assertThat(read).isNotEmpty();
            assertThat(most(read, Duration.ofMillis(100))).isLessThan(10);
            assertThat(most(looked, Duration.ofMillis(10))).isLessThan(10);
        }
    }

    /** However seldom its sites are probed: the phases of these lie close together then. */
    @Test
    void vendorsAreAskedOneAfterTheOtherAtAnyInterval() {
        try (Failover failover = failover(SERVICES, Duration.ofMinutes(10))) {
            failover.start();
            time.advance(Duration.ofSeconds(31));
            assertThat(read).hasSizeGreaterThanOrEqualTo(SERVICES);
            assertThat(Duration.between(read.get(0), read.get(read.size() - 1))).isGreaterThan(Duration.ofSeconds(20));
            assertThat(most(read, Duration.ofMillis(100))).isLessThan(10);
        }
    }

    /** The most of them that lie within so short a time. */
    private static long most(List<Instant> moments, Duration within) {
        return moments.stream()
                .mapToLong(from -> moments.stream()
                        .filter(moment -> !moment.isBefore(from) && moment.isBefore(from.plus(within)))
                        .count())
                .max()
                .orElse(0);
    }

    /** S16: whose turn has yet to come when it is paused is not written. */
    @Test
    void whoIsPausedWhileItWaitsForItsTurnStaysWhereItIs() {
        try (Failover failover = failover(FEW)) {
            failover.start();
            time.advance(Duration.ofSeconds(30));
            time.hang(name -> name.startsWith("writing"));
            dead = true;
            time.advance(Duration.ofSeconds(15));
            assertThat(decided).as("one is on its way, the others wait").hasSize(FEW);
            failover.pause("www3", "ada", "not now");
            time.runUntilIdle();
            time.hang(name -> false);
            time.advance(Duration.ofMinutes(1));

            assertThat(moved()).isEqualTo(FEW - 1);
            failover.resume("www3", "ada", "now");
            time.advance(Duration.ofSeconds(5));
            assertThat(moved()).isEqualTo(FEW);
        }
    }

    private long moved() {
        return IntStream.range(0, SERVICES)
                .filter(i -> zone.published(record(i, World.PROD).key()).equals(Optional.of(record(i, World.HOME))))
                .count();
    }

    @Test
    void whatIsDueForOneZoneGoesInOneMessage() {
        try (Failover failover = failover(SERVICES)) {
            failover.start();
            time.advance(Duration.ofSeconds(30));
            dead = true;
            time.advance(Duration.ofSeconds(30));
        }

        assertThat(moved()).isEqualTo(SERVICES);
        assertThat(decided).hasSize(SERVICES);
        Duration deciding = Duration.between(decided.get(0), decided.get(SERVICES - 1));
        assertThat(messages.size())
                .as("one after the other while decisions are made, for %s, and one for the last of them", deciding)
                .isLessThanOrEqualTo((int) deciding.dividedBy(MESSAGE) + 2);
        assertThat(messages.stream().mapToInt(Integer::intValue).sum()).isEqualTo(SERVICES);
        assertThat(Duration.between(decided.get(SERVICES - 1), published.get(SERVICES - 1)))
                .as("the message under way, the last one, and a look")
                .isLessThan(MESSAGE.multipliedBy(3));
    }
}
