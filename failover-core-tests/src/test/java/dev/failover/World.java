package dev.failover;

import com.google.common.net.InetAddresses;
import dev.failover.Failover.RequestedSwitch;
import dev.failover.component.ComponentException;
import dev.failover.component.Finding;
import dev.failover.component.UnavailableException;
import dev.failover.coordination.Coordination;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.SwitchRequest;
import dev.failover.dns.AddressSource;
import dev.failover.dns.Authorities;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.ProxiedRecords;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.dns.WriteOnlyDnsProvider;
import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.journal.StateStore;
import dev.failover.notify.Notification;
import dev.failover.replay.Observations;
import dev.failover.testkit.InMemoryDnsProvider;
import dev.failover.testkit.InMemoryTrafficSwitch;
import dev.failover.testkit.ManualScheduler;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Two sites, one zone and a phone, on virtual time; everything else is the real thing. */
public final class World implements AutoCloseable {
    public static final String PROD = "203.0.113.10";
    public static final String HOME = "198.51.100.7";
    public static final RecordKey WWW = new RecordKey("www", RecordType.A);

    final Path directory;
    final ManualScheduler time = new ManualScheduler();
    final InMemoryDnsProvider zone = InMemoryDnsProvider.builder("example.org")
            .records(record(PROD), RecordSet.of(new RecordKey("mail", RecordType.A), Duration.ofHours(1), "192.0.2.25"))
            .build();
    final Map<String, Health> health = new HashMap<>();
    final List<Notification> told = new ArrayList<>();
    final List<FailoverEvent> events = new ArrayList<>();
    List<String> references = List.of();
    FailoverListener listener = events::add;
    /** What keeps the state; null for the directory. */
    StateStore store;

    /** Whether checks are written down, in the state directory. */
    boolean recording;

    /** What the code of an application throws on the event thread; null if it is sound. */
    Error bug;

    /** What the phone throws; null if it rings. */
    RuntimeException phone;

    /** What happens while a check is under way. */
    Runnable probing = () -> {};

    boolean serversSilent;
    /** What a wildcard says, by type, where there is nothing of a name's own. */
    final Map<RecordType, String> wildcards = new HashMap<>();
    /** What a second server still gives; null for none. */
    RecordSet lagging;

    /** What the servers give for the managed name, as the vendor stands in front of it; null if it does not. */
    String front;

    /** How long servers may take to give what a vendor has that can't be asked; zero for one that can. */
    Duration lag = Duration.ZERO;

    int writes;
    /** Whether writes are held on their way to the vendor, until {@link #letGo}. */
    boolean holding;
    /** How many of the next writes the vendor says yes to, and does not make. */
    int pretended;
    /** Its name, if it keeps an ownership record; null for none. */
    String owner;
    /** How it decides with others; null if it decides alone. */
    Coordination coordination;

    private final List<List<RecordChange>> held = new ArrayList<>();
    private final List<RecordSet> heldUpdates = new ArrayList<>();
    /** What home's own look-ups give; null for none. */
    String homeAddress = HOME;

    /** What sends traffic beside the record; null for nothing. */
    InMemoryTrafficSwitch balancer;
    /** Whether there is nothing but that. */
    boolean withoutRecord;

    boolean homeDegraded;
    Duration remindEvery = Duration.ofHours(4);

    FailoverPolicy policy =
            FailoverPolicy.builder().failbackAfter(Duration.ofMinutes(1)).build();
    /** What mirrors prod's data. */
    Consumer<Site.Builder> mirrors = prod -> {};
    /** Which replicas home has. */
    Consumer<Site.Builder> replicas = home -> {};

    Thresholds thresholds = Thresholds.builder()
            .interval(Duration.ofSeconds(1))
            .timeout(Duration.ofMillis(500))
            .fall(3)
            .rise(2)
            .build();
    Failover failover;

    World(Path directory) {
        this.directory = directory;
        up(PROD);
        up(HOME);
    }

    public static RecordSet record(String address) {
        return RecordSet.of(WWW, Duration.ofSeconds(60), address);
    }

    void up(String address) {
        health.put(address, Health.up("answered 200"));
    }

    void down(String address) {
        health.put(address, Health.down("connection refused"));
    }

    World start() {
        return start(Mode.ACT);
    }

    World start(Mode mode) {
        build(mode);
        failover.start();
        return this;
    }

    /** Nothing is watched yet. */
    World build(Mode mode) {
        Service.Builder service = Service.builder("www")
                .site(site(Site.builder("prod").address(PROD), mirrors))
                .site(site(Site.builder("home").address(new HomeAddress()).degraded(homeDegraded), replicas))
                .check((InetAddress address, Duration timeout) -> {
                    probing.run();
                    return health.get(address.getHostAddress());
                })
                .thresholds(thresholds)
                .policy(policy)
                .remindEvery(remindEvery)
                .notify("phone");
        if (!withoutRecord) {
            service.record("dns", "www", RecordType.A, Duration.ofSeconds(60));
        }
        if (balancer != null) {
            service.trafficSwitch("balancer");
        }
        if (owner != null) {
            service.ownership(owner);
        }
        Authorities authorities = (name, key, timeout) -> {
            if (serversSilent) {
                throw new UnavailableException("no server of " + name + " answers");
            }
            if (front != null && key.equals(WWW)) {
                return new Publication(key, List.of(new Publication.Served("ns1", Optional.of(record(front)))));
            }
            List<Publication.Answer> answers = new ArrayList<>();
            Optional<RecordSet> wildcard = Optional.ofNullable(wildcards.get(key.type()))
                    .map(value -> RecordSet.of(key, Duration.ofSeconds(60), value));
            answers.add(new Publication.Served("ns1", zone.published(key).or(() -> wildcard)));
            if (lagging != null) {
                answers.add(new Publication.Served("ns2", Optional.of(lagging)));
            }
            return new Publication(key, answers);
        };
        Service watched = service.build();
        Failover.Builder builder = Failover.builder()
                .scheduler(time)
                .mode(mode)
                .authorities(authorities)
                .references(references)
                .provider("dns", lag.isZero() ? new Counted() : new Told(authorities))
                .notifier("phone", (notification, timeout) -> ring(notification))
                .service(watched)
                .listener(event -> listener.on(event));
        if (coordination != null) {
            builder.coordination(coordination);
        }
        if (balancer != null) {
            builder.trafficSwitch("balancer", balancer);
        }
        if (store == null) {
            builder.stateDirectory(directory);
        } else {
            builder.stateStore(store);
        }
        if (recording) {
            builder.listener(Observations.recorder(directory, () -> List.of(watched)));
        }
        failover = builder.build();
        return this;
    }

    private static Site site(Site.Builder site, Consumer<Site.Builder> data) {
        data.accept(site);
        return site.build();
    }

    private void ring(Notification notification) {
        if (phone != null) {
            throw phone;
        }
        told.add(notification);
    }

    /** The zone, with its writes counted. */
    private final class Counted implements DnsProvider, ProxiedRecords {
        @Override
        public boolean isProxied(RecordKey key) {
            return front != null && key.equals(WWW);
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
            writes++;
            if (holding) {
                held.add(changes);
                throw new UnavailableException("no answer");
            }
            if (pretended > 0) {
                pretended--;
                return;
            }
            zone.apply(changes, timeout);
        }
    }

    /** The zone of a vendor that is told addresses and can't be asked. */
    private final class Told extends WriteOnlyDnsProvider {
        Told(Authorities servers) {
            super("told.invalid", zone.zone(), servers, lag, new Waitless());
        }

        @Override
        protected void send(List<RecordSet> desired, Look there, Deadline deadline) {
            for (RecordSet each : desired) {
                writes++;
                if (holding) {
                    heldUpdates.add(each);
                    throw new UnavailableException("no answer");
                }
                zone.put(each);
                took(each);
            }
        }

        @Override
        public List<Finding> inspect(Duration timeout) {
            return List.of();
        }

        @Override
        public String toString() {
            return "a vendor that can't be asked";
        }
    }

    /** The world's own time, for what does not wait. */
    private final class Waitless implements TimeSource {
        @Override
        public long nanoTime() {
            return time.nanoTime();
        }

        @Override
        public Instant instant() {
            return time.instant();
        }

        @Override
        public void sleep(Duration duration) {
            throw new AssertionError("waits for " + duration);
        }
    }

    /** What was held arrives, and takes effect where the vendor has still what it expects. */
    void letGo() {
        holding = false;
        heldUpdates.forEach(zone::put);
        heldUpdates.clear();
        for (List<RecordChange> changes : held) {
            try {
                zone.apply(changes, Duration.ofSeconds(1));
            } catch (ComponentException e) {
                // Nobody hears of it.
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        held.clear();
    }

    /** A home whose provider may give it another address. */
    private final class HomeAddress implements AddressSource {
        @Override
        public RecordType type() {
            return RecordType.A;
        }

        @Override
        public Optional<InetAddress> fixed() {
            if (bug != null) {
                throw bug;
            }
            return Optional.empty();
        }

        @Override
        public InetAddress find(Duration timeout) {
            if (homeAddress == null) {
                throw new UnavailableException("no look-up answers");
            }
            return InetAddresses.forString(homeAddress);
        }

        @Override
        public String toString() {
            return "the address of home";
        }
    }

    World startAndSettle() {
        start();
        time.advance(Duration.ofSeconds(5));
        return this;
    }

    /** Starts with two switches an hour at most, and makes prod fail and come back until there were too many. */
    void switchTooOften() {
        policy = FailoverPolicy.builder()
                .maxSwitches(2, Duration.ofHours(1))
                .failbackAfter(Duration.ZERO)
                .automaticFailback(true)
                .build();
        startAndSettle();
        for (int i = 0; i < 5; i++) {
            down(PROD);
            run(Duration.ofSeconds(10));
            up(PROD);
            run(Duration.ofSeconds(10));
        }
    }

    void run(Duration duration) {
        time.advance(duration);
    }

    Duration runUntilServed(String address, Duration limit) {
        return time.runUntil(() -> served().equals(Optional.of(address)), limit);
    }

    Optional<String> served() {
        return zone.published(WWW)
                .map(recordSet -> recordSet.values().iterator().next());
    }

    String active() {
        return status().state().assignment().orElseThrow().site();
    }

    ServiceStatus status() {
        return failover.status("www").orElseThrow();
    }

    List<String> titles() {
        return told.stream().map(Notification::title).toList();
    }

    <T> T await(CompletableFuture<T> future) {
        time.runUntilIdle();
        return future.getNow(null);
    }

    RequestedSwitch request(String site, boolean force) {
        return failover.request("www", new SwitchRequest(site, "ada", "maintenance", force));
    }

    dev.failover.decision.Decision ask(String site, boolean force) {
        return await(request(site, force).decided());
    }

    /** Every address that the managed name ever had, in order. */
    List<String> addressesThereHaveBeen() {
        List<String> addresses = new ArrayList<>();
        for (Map<RecordKey, RecordSet> state : zone.history()) {
            String address = String.join("+", state.get(WWW).values());
            if (addresses.isEmpty() || !addresses.get(addresses.size() - 1).equals(address)) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    World stop() {
        close();
        return this;
    }

    /** Closing waits for the event thread, which on virtual time is this one. */
    @Override
    public void close() {
        time.runWhile(failover::close);
    }
}
