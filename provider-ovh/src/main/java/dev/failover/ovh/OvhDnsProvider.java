package dev.failover.ovh;

import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.component.RejectedException;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordEdit.ListedRecord;
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
import java.util.stream.Collectors;

/**
 * One DNS zone at OVHcloud, through its API ({@code /domain/zone} of eu.api.ovh.com/console).
 *
 * <p>OVH edits records one call each and serves nothing of it before the zone is refreshed; there is no compare-and-set
 * and no atomic batch, so {@link #capabilities()} is empty. {@link #apply} checks every expectation, edits, and then
 * refreshes once; between its check and its edit, of a second or so, another client's edit is overwritten unseen. A
 * refresh publishes all that was edited in the zone, by whomever. OVH answers a refresh before its name servers serve
 * the outcome: what is served is for the caller to verify there. If it is not served, {@link #apply} made again refreshes
 * again.
 *
 * <p>{@link #find} sees the edited state. A TTL from 0 to 59 seconds becomes 60, OVH's least. A record without a TTL of its
 * own is given its zone's default.
 *
 * <p>Within one call a request that got no answer is made once more, if time allows; a {@code POST} only after the records
 * were listed again, so that none is doubled. Thread-safe; changes of one zone wait for each other in the whole process,
 * also through several instances.
 */
public final class OvhDnsProvider implements DnsProvider, Inspectable {
    /** OVH turns 1 to 59 into this by itself, and takes 0 for "the zone's default" (ovh/terraform-provider-ovh#397). */
    private static final Duration LEAST_TTL = Duration.ofSeconds(60);

    private final String zone;
    private final JsonApi api;
    private final Attempts attempts;
    private final ZoneRecords records;
    private final ZoneLock lock;
    private final Authentication authentication;
    private final TimeSource time;

    OvhDnsProvider(String zone, JsonApi api, Authentication authentication, Attempts attempts, TimeSource time) {
        this.zone = zone;
        this.api = api;
        this.attempts = attempts;
        this.records = new ZoneRecords(api, attempts, zone);
        this.lock = ZoneLock.of(api.host(), zone);
        this.authentication = authentication;
        this.time = time;
    }

    /** A builder; its zone and one family of credentials must be set. */
    public static OvhDnsProviderBuilder builder() {
        return new OvhDnsProviderBuilder();
    }

    @Override
    public String zone() {
        return zone;
    }

    @Override
    public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout, time::nanoTime);
        List<ListedRecord> found = records.find(key, deadline);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        boolean defaulted = found.stream().anyMatch(record -> record.ttl() == 0);
        long unset = defaulted ? records.defaultTtl(deadline) : 0;
        // A set has one TTL (RFC 2181, section 5.2); where its records differ, name servers give the least.
        long ttl = found.stream()
                .mapToLong(record -> record.ttl() == 0 ? unset : record.ttl())
                .min()
                .orElse(unset);
        Set<String> values = found.stream().map(ListedRecord::value).collect(Collectors.toSet());
        try {
            return Optional.of(new RecordSet(key, Duration.ofSeconds(ttl), values));
        } catch (IllegalArgumentException e) {
            throw new RejectedException(
                    "What zone %s has as %s can't be a record set; put it right by hand: %s"
                            .formatted(zone, key, e.getMessage()),
                    e);
        }
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
        lock.hold(deadline, () -> new ZoneChange(records, attempts, zone).make(possible, deadline));
    }

    @Override
    public List<Finding> inspect(Duration timeout) throws InterruptedException {
        return new Inspection(api, authentication, attempts, records, zone, time)
                .make(Deadline.in(timeout, time::nanoTime));
    }

    @Override
    public void close() {
        api.close();
    }

    @Override
    public String toString() {
        return "OVH zone " + zone + " at " + api.host();
    }
}
