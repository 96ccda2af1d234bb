package dev.failover.gandi;

import dev.failover.component.Finding;
import dev.failover.component.Findings;
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
 * One zone at Gandi's LiveDNS, through its API (version 5, api.gandi.net/docs/livedns).
 *
 * <p>Gandi changes one record set at a time, as a whole, and can't compare, so {@link #capabilities()} is empty; but it refuses to make a
 * record set that is there with other values. {@link #apply} checks every expectation, then changes one after another; between its
 * check and its change, another client's edit is overwritten unseen. What is served is for the caller to verify at the name servers.
 *
 * <p>A TTL below 300 seconds becomes 300, Gandi's least. Thread-safe; changes of one zone wait for each other in the whole process.
 */
public final class GandiDnsProvider implements DnsProvider, Inspectable {
    private static final Duration LEAST_TTL = Duration.ofMinutes(5);

    private final String zone;
    private final JsonApi api;
    private final Attempts attempts;
    private final RecordSets sets;
    private final ZoneLock lock;
    private final TimeSource time;

    GandiDnsProvider(String zone, JsonApi api, Attempts attempts, TimeSource time) {
        this.zone = zone;
        this.api = api;
        this.attempts = attempts;
        this.sets = new RecordSets(api, zone);
        this.lock = ZoneLock.of(api.host(), zone);
        this.time = time;
    }

    /** A builder; its zone and token must be set. */
    public static GandiDnsProviderBuilder builder() {
        return new GandiDnsProviderBuilder();
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
        Deadline deadline = Deadline.in(timeout, time::nanoTime);
        Findings findings = new Findings();
        findings.look("zone " + zone, () -> {
            sets.requireZone(deadline);
            findings.ok("zone " + zone, "found at " + api.host());
            findings.warning(
                    "right to write",
                    "can't be verified without writing; token needs the right to manage the technical configuration of "
                            + zone);
        });
        return findings.list();
    }

    @Override
    public void close() {
        api.close();
    }

    @Override
    public String toString() {
        return "Gandi zone " + zone + " at " + api.host();
    }
}
