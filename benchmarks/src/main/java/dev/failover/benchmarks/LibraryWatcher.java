package dev.failover.benchmarks;

import dev.failover.Failover;
import dev.failover.FailoverEvent;
import dev.failover.Service;
import dev.failover.Site;
import dev.failover.component.Secret;
import dev.failover.decision.FailoverPolicy;
import dev.failover.dns.DnsAuthorities;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.HttpHealthCheck;
import dev.failover.health.Thresholds;
import dev.failover.journal.JournalEntry;
import dev.failover.replay.Rehearsal;
import dev.failover.rfc2136.Rfc2136DnsProvider;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The library as an application composes it, with a state directory on a disk and somebody to tell. After each switch it prints when it
 * came to which step: {@code step nanoseconds}, by the wall clock.
 */
final class LibraryWatcher {
    private static final String ZONE = "zone";
    private static final int MANY_ENTRIES = 20;

    /** Stamps are gathered, and printed when nothing is urgent any more. */
    private final ConcurrentLinkedQueue<String> stamps = new ConcurrentLinkedQueue<>();

    private LibraryWatcher() {}

    /** @param arguments as {@link WatcherArguments} has them */
    public static void main(String[] arguments) throws InterruptedException {
        WatcherArguments given = WatcherArguments.parse(arguments);
        LibraryWatcher watcher = new LibraryWatcher();
        Rehearsal.run();
        Failover[] failover = new Failover[1];
        failover[0] = watcher.compose(given, () -> failover[0]);
        failover[0].start();
        Thread.currentThread().join();
    }

    private Failover compose(WatcherArguments given, java.util.function.Supplier<Failover> itself) {
        String server = "127.0.0.1:" + given.dnsPort();
        DnsProvider zone = new Stamping(Rfc2136DnsProvider.builder()
                .zone(BindZone.ZONE)
                .server(server)
                .tsigName(BindZone.KEY)
                .tsigSecret(Secret.of(BindZone.SECRET))
                .build());
        URI page = URI.create("http://%s:%d/library".formatted(BindZone.ZONE, Website.PORT));
        Pace pace = given.pace();
        return Failover.builder()
                .stateDirectory(given.directory())
                .authorities(DnsAuthorities.asking(List.of(server)))
                .provider(ZONE, zone)
                .notifier("nobody", (notification, timeout) -> {})
                .listener(event -> on(event, itself.get()))
                .service(Service.builder("www")
                        .record(ZONE, BindZone.LABEL, RecordType.A, Duration.ofSeconds(BindZone.TTL_SECONDS))
                        .site(site("primary", given.primary()))
                        .site(site("backup", given.backup()))
                        .check(HttpHealthCheck.builder().url(page).build())
                        .thresholds(Thresholds.builder()
                                .interval(pace.interval())
                                .timeout(pace.timeout())
                                .fall(pace.fall())
                                .rise(pace.rise())
                                .build())
                        .policy(FailoverPolicy.builder()
                                .automaticFailback(true)
                                .failbackAfter(Duration.ZERO)
                                .maxSwitches(50, Duration.ofSeconds(1))
                                .build())
                        .notify("nobody")
                        .build())
                .build();
    }

    private static Site site(String name, String address) {
        return Site.builder(name).address(address).allowPrivate(true).build();
    }

    private void on(FailoverEvent event, Failover failover) {
        switch (event.kind()) {
            case VERDICT -> stamp("VERDICT", event.at());
            case DECIDED -> stamp("DECIDED", event.at());
            case PUBLISHED -> {
                stamp("PUBLISHED", event.at());
                print(failover);
            }
            default -> {
                // Between them nothing is waited for.
            }
        }
    }

    private void stamp(String step, Instant at) {
        stamps.add("%s %s".formatted(step, at));
    }

    private void print(Failover failover) {
        for (JournalEntry entry : failover.history(MANY_ENTRIES)) {
            System.out.println("JOURNAL-%s %s"
                    .formatted(entry.event().kind().name(), entry.event().at()));
        }
        for (String stamp = stamps.poll(); stamp != null; stamp = stamps.poll()) {
            System.out.println(stamp);
        }
        System.out.println("END " + Instant.now());
        System.out.flush();
    }

    /** Says when the vendor is called. */
    private final class Stamping implements DnsProvider {
        private final DnsProvider zone;

        Stamping(DnsProvider zone) {
            this.zone = zone;
        }

        @Override
        public String zone() {
            return zone.zone();
        }

        @Override
        public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
            return zone.find(key, timeout);
        }

        @Override
        public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
            Instant begun = Instant.now();
            zone.apply(changes, timeout);
            Instant ended = Instant.now();
            stamp("WRITING", begun);
            stamp("WRITTEN", ended);
        }

        @Override
        public Set<DnsCapability> capabilities() {
            return zone.capabilities();
        }
    }
}
