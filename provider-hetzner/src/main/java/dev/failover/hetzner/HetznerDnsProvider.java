package dev.failover.hetzner;

import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.SetBySet;
import dev.failover.dns.ZoneLock;
import dev.failover.http.JsonApi;
import dev.failover.time.Attempts;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One primary zone at Hetzner, through its Cloud API (docs.hetzner.cloud, Zones). The older API of dns.hetzner.com was shut down in May
 * 2026.
 *
 * <p>Hetzner changes one record set at a time and can't compare, so {@link #capabilities()} is empty; but it refuses to make a record
 * set that is there. {@link #apply} checks every expectation, then changes one after another, and returns once Hetzner says of each
 * that it was carried out; between its check and its change, another client's edit is overwritten unseen. A TTL of another value is a
 * change of its own, after the values. What is served is for the caller to verify at the name servers.
 *
 * <p>A TTL below 60 seconds becomes 60. A record set without a TTL of its own is given its zone's. Thread-safe; changes of one zone wait
 * for each other in the whole process.
 */
public final class HetznerDnsProvider implements DnsProvider, Inspectable {
    private static final Duration LEAST_TTL = Duration.ofSeconds(60);

    private final String zone;
    private final JsonApi api;
    private final Attempts attempts;
    private final RecordSets sets;
    private final ZoneLock lock;
    private final TimeSource time;

    HetznerDnsProvider(String zone, JsonApi api, Attempts attempts, TimeSource time) {
        this.zone = zone;
        this.api = api;
        this.attempts = attempts;
        this.sets = new RecordSets(api, attempts, zone);
        this.lock = ZoneLock.of(api.host(), zone);
        this.time = time;
    }

    /** A builder; its zone and token must be set. */
    public static HetznerDnsProviderBuilder builder() {
        return new HetznerDnsProviderBuilder();
    }

    @Override
    public String zone() {
        return zone;
    }

    @Override
    public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
        return sets.find(key, Deadline.in(timeout, time::nanoTime));
    }

    @Override
    public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout, time::nanoTime);
        if (RecordChange.distinctKeys(changes).isEmpty()) {
            return;
        }
        List<RecordChange> possible = changes.stream()
                .map(change -> change.withTtlOfAtLeast(LEAST_TTL))
                .toList();
        lock.hold(deadline, () -> new SetBySet(sets, zone, possible).make(attempts, deadline));
    }

    @Override
    public List<Finding> inspect(Duration timeout) throws InterruptedException {
        return new Inspection(api, sets, attempts, zone).make(Deadline.in(timeout, time::nanoTime));
    }

    @Override
    public void close() {
        api.close();
    }

    @Override
    public String toString() {
        return "Hetzner zone " + zone + " at " + api.host();
    }
}
