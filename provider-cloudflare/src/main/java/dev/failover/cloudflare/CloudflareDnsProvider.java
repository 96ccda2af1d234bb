package dev.failover.cloudflare;

import dev.failover.component.Findings;
import dev.failover.dns.ApiDnsProvider;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.ProxiedRecords;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordRemover;
import dev.failover.dns.RecordSet;
import dev.failover.dns.ZoneApi;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
 * <p>Records that Cloudflare stands in front of ("proxied") are never touched unless their names were given ({@link
 * CloudflareDnsProviderBuilder#proxied}): {@link #find} and {@link #apply} refuse them. A TTL below 60 seconds becomes 60, the least
 * outside of Enterprise plans; a proxied record keeps Cloudflare's automatic one.
 *
 * <p>Thread-safe; changes of one zone wait for each other in the whole process.
 */
public final class CloudflareDnsProvider extends ApiDnsProvider implements RecordRemover, ProxiedRecords {
    /** Less is for Enterprise plans only, and 1 would mean "automatic". */
    private static final Duration LEAST_TTL = Duration.ofSeconds(60);

    private final Zone zone;
    private final ZoneRecords records;
    private final int mostOperations;

    /**
     * @param zoneId null to look it up by the zone's name
     * @param proxied the names of record sets that are managed though Cloudflare stands in front of them
     */
    CloudflareDnsProvider(ZoneApi at, @Nullable String zoneId, Set<String> proxied, int mostOperations) {
        super(at, LEAST_TTL);
        this.zone = new Zone(at.zone(), proxied);
        this.records = new ZoneRecords(at.api(), zone, zoneId);
        this.mostOperations = mostOperations;
    }

    /** A builder; its zone and token must be set. */
    public static CloudflareDnsProviderBuilder builder() {
        return new CloudflareDnsProviderBuilder();
    }

    @Override
    protected Optional<RecordSet> find(RecordKey key, Deadline deadline) throws InterruptedException {
        return FoundSet.of(key, records.find(Set.of(key), deadline), zone).recordSet();
    }

    @Override
    protected void make(List<RecordChange> changes, Deadline deadline) throws InterruptedException {
        new ZoneChange(records, zone, mostOperations, changes).make(at().attempts(), deadline);
    }

    @Override
    public void remove(Collection<RecordSet> recordSets, Duration timeout) throws InterruptedException {
        change(
                timeout,
                deadline -> at().attempts().make(deadline, within -> {
                    List<RecordKey> there = there(recordSets, within).stream()
                            .map(RecordSet::key)
                            .toList();
                    if (!there.isEmpty()) {
                        delete(there, within);
                    }
                    return true;
                }));
    }

    private void delete(List<RecordKey> keys, Deadline deadline) throws InterruptedException {
        Map<RecordKey, List<StoredRecord>> found = records.find(keys, deadline);
        Batch deletions = new Batch(zone);
        keys.forEach(key -> FoundSet.of(key, found, zone).listed().forEach(deletions::delete));
        if (deletions.size() > 0) {
            records.change(deletions.body(), deadline).orThrow();
        }
    }

    @Override
    public boolean isProxied(RecordKey key) {
        return zone.isProxied(key);
    }

    @Override
    public Set<DnsCapability> capabilities() {
        return Set.of(DnsCapability.ATOMIC_BATCH, DnsCapability.COMPARE_AND_SET_TEXT);
    }

    @Override
    protected void inspect(Findings findings, Deadline deadline) throws InterruptedException {
        new Inspection(at(), records, findings).make(deadline);
    }
}
