package dev.failover.agent.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.Failover;
import dev.failover.FailoverEvent;
import dev.failover.Service;
import dev.failover.ServiceStatus;
import dev.failover.Site;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.Step;
import dev.failover.decision.SwitchRequest;
import dev.failover.dns.DnsAuthorities;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.health.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A service of many record sets at one vendor, switched once through the whole of the library. */
final class ManySets {
    static final String ZONE = "example.com";
    static final String PROD = "203.0.113.10";
    static final String HOME = "198.51.100.7";
    private static final Duration TTL = Duration.ofSeconds(60);
    /** As many as a rehearsal reads at most. */
    private static final int REHEARSED = 20;

    private final int sets;

    ManySets(int sets) {
        this.sets = sets;
    }

    List<RecordSet> at(String address) {
        return IntStream.range(0, sets)
                .mapToObj(i -> RecordSet.of(key(i), TTL, address))
                .toList();
    }

    static RecordKey key(int number) {
        return new RecordKey("www" + number, RecordType.A);
    }

    /**
     * Switches all of them.
     *
     * @param server who serves what the vendor publishes
     * @param ready run when nothing but the switch is still to come
     * @param watcher whose ownership record moves with them; empty for none
     * @return from the request until every record set is served
     */
    Duration switchAll(Path directory, DnsProvider provider, String server, Optional<String> watcher, Runnable ready)
            throws Exception {
        int read = sets + (watcher.isPresent() ? 1 : 0);
        CountDownLatch rehearsal = new CountDownLatch(Math.min(read, REHEARSED));
        CountDownLatch adopted = new CountDownLatch(1);
        CountDownLatch published = new CountDownLatch(1);
        Service.Builder service = Service.builder("www")
                .site(Site.of("prod", PROD))
                .site(Site.of("home", HOME))
                .check((address, timeout) -> Health.up("fine"))
                .thresholds(Thresholds.builder()
                        .interval(Duration.ofMillis(200))
                        .timeout(Duration.ofMillis(100))
                        .build());
        at(PROD).forEach(set -> service.record("dns", set.key().name(), RecordType.A, TTL));
        watcher.ifPresent(service::ownership);
        try (Failover failover = Failover.builder()
                .stateDirectory(directory)
                .provider("dns", new Rehearsed(provider, rehearsal))
                .authorities(DnsAuthorities.asking(List.of(server)))
                .service(service.build())
                .listener(event -> {
                    if (event.kind() == FailoverEvent.Kind.DECIDED) {
                        adopted.countDown();
                    } else if (event.kind() == FailoverEvent.Kind.PUBLISHED) {
                        published.countDown();
                    }
                })
                .build()) {
            failover.start();
            assertThat(adopted.await(60, TimeUnit.SECONDS)).as("adopted").isTrue();
            assertThat(rehearsal.await(60, TimeUnit.SECONDS)).as("rehearsed").isTrue();
            failover.status("www", ManySets::isInformed).get(60, TimeUnit.SECONDS);
            ready.run();
            long begun = System.nanoTime();
            Step step = failover.request("www", new SwitchRequest("home", "ada", "measured", false))
                    .decided()
                    .get()
                    .step();
            assertThat(step).isInstanceOf(Step.Switch.class);
            assertThat(published.await(10, TimeUnit.MINUTES)).as("published").isTrue();
            return Duration.ofNanos(System.nanoTime() - begun);
        }
    }

    private static boolean isInformed(ServiceStatus status) {
        return status.records().status() != RecordFacts.Status.UNSEEN
                && status.sites().stream().noneMatch(site -> site.verdict() == Verdict.UNKNOWN);
    }

    /** A provider that tells how far it has been read. */
    private record Rehearsed(DnsProvider provider, CountDownLatch reads) implements DnsProvider {
        @Override
        public String zone() {
            return provider.zone();
        }

        @Override
        public Set<DnsCapability> capabilities() {
            return provider.capabilities();
        }

        @Override
        public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
            Optional<RecordSet> found = provider.find(key, timeout);
            reads.countDown();
            return found;
        }

        @Override
        public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
            provider.apply(changes, timeout);
        }

        @Override
        public void close() {
            provider.close();
        }
    }
}
