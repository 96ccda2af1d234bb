package dev.failover.cloudflare;

import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.ZoneLock;
import dev.failover.http.JsonApi;
import dev.failover.time.Attempts;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One DNS zone at Cloudflare, through its API (version 4, developers.cloudflare.com/api).
 *
 * <p>All changes of one call are one batch, which Cloudflare makes as a whole or not at all. Only where they take more operations than
 * a batch may hold are there several, those of texts first. Its name servers follow record by record, within seconds: what is served
 * is for the caller to verify there.
 *
 * <p>Cloudflare can't compare what it replaces with what was expected, but it refuses a batch that deletes a record which is gone. A
 * text is always replaced by deleting what was read and adding another record, so that of two providers that have read the same one is
 * refused, with everything in its batch. Another client's edit of an address, between reading and writing, is overwritten unseen.
 *
 * <p>Records that Cloudflare stands in front of ("proxied") are never touched: {@link #find} and {@link #apply} refuse them. A TTL below
 * 60 seconds becomes 60, the least outside of Enterprise plans.
 *
 * <p>Thread-safe; changes of one zone wait for each other in the whole process.
 */
public final class CloudflareDnsProvider implements DnsProvider, Inspectable {
    /** Less is for Enterprise plans only, and 1 would mean "automatic". */
    private static final Duration LEAST_TTL = Duration.ofSeconds(60);

    private final String zone;
    private final JsonApi api;
    private final Attempts attempts;
    private final ZoneRecords records;
    private final ZoneLock lock;
    private final int mostOperations;
    private final TimeSource time;

    CloudflareDnsProvider(
            String zone, JsonApi api, Attempts attempts, ZoneRecords records, int mostOperations, TimeSource time) {
        this.zone = zone;
        this.api = api;
        this.attempts = attempts;
        this.records = records;
        this.lock = ZoneLock.of(api.host(), zone);
        this.mostOperations = mostOperations;
        this.time = time;
    }

    /** A builder; its zone and token must be set. */
    public static CloudflareDnsProviderBuilder builder() {
        return new CloudflareDnsProviderBuilder();
    }

    @Override
    public String zone() {
        return zone;
    }

    @Override
    public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout, time::nanoTime);
        return FoundSet.of(key, records.find(Set.of(key), deadline), zone).recordSet();
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
        lock.hold(deadline, () -> new ZoneChange(records, zone, mostOperations, possible).make(attempts, deadline));
    }

    @Override
    public Set<DnsCapability> capabilities() {
        return Set.of(DnsCapability.ATOMIC_BATCH, DnsCapability.COMPARE_AND_SET_TEXT);
    }

    @Override
    public List<Finding> inspect(Duration timeout) throws InterruptedException {
        return new Inspection(api, records, attempts, zone).make(Deadline.in(timeout, time::nanoTime));
    }

    @Override
    public void close() {
        api.close();
    }

    @Override
    public String toString() {
        return "Cloudflare zone " + zone + " at " + api.host();
    }
}
