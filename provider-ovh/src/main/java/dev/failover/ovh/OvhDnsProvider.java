package dev.failover.ovh;

import dev.failover.component.Findings;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.ApiDnsProvider;
import dev.failover.dns.RecordByRecord;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordEdit.ListedRecord;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordRemover;
import dev.failover.dns.RecordSet;
import dev.failover.dns.ZoneApi;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

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
public final class OvhDnsProvider extends ApiDnsProvider implements RecordRemover {
    /** OVH turns 1 to 59 into this by itself, and takes 0 for "the zone's default" (ovh/terraform-provider-ovh#397). */
    private static final Duration LEAST_TTL = Duration.ofSeconds(60);

    private final ZoneRecords records;
    private final Authentication authentication;

    OvhDnsProvider(ZoneApi at, Authentication authentication) {
        super(at, LEAST_TTL);
        this.records = new ZoneRecords(at.api(), at.attempts(), at.zone());
        this.authentication = authentication;
    }

    /** A builder; its zone and one family of credentials must be set. */
    public static OvhDnsProviderBuilder builder() {
        return new OvhDnsProviderBuilder();
    }

    @Override
    protected Optional<RecordSet> find(RecordKey key, Deadline deadline) throws InterruptedException {
        List<ListedRecord> found = records.find(key, deadline);
        boolean defaulted = found.stream().anyMatch(record -> record.ttl() == 0);
        long unset = defaulted ? records.defaultTtl(deadline) : 0;
        List<ListedRecord> served = found.stream()
                .map(record -> record.ttl() == 0 ? new ListedRecord(record.id(), record.value(), unset) : record)
                .toList();
        return RecordByRecord.recordSet(key, zone(), served);
    }

    @Override
    protected void make(List<RecordChange> changes, Deadline deadline) throws InterruptedException {
        String halfWay = "What was edited before in zone " + zone() + " is not published yet.";
        new RecordByRecord(records, zone(), halfWay).make(changes, at().attempts(), deadline);
        publish(deadline);
    }

    @Override
    public void remove(Collection<RecordSet> recordSets, Duration timeout) throws InterruptedException {
        String halfWay = "What was deleted before in zone " + zone() + " is not published yet.";
        if (!recordSets.isEmpty()) {
            change(timeout, deadline -> {
                new RecordByRecord(records, zone(), halfWay).remove(recordSets, at().attempts(), deadline);
                publish(deadline);
            });
        }
    }

    private void publish(Deadline deadline) throws InterruptedException {
        try {
            // Also when there was nothing to edit: what an earlier call edited may never have been published.
            records.refresh(deadline);
        } catch (RejectedException e) {
            throw e.noting("The records of zone " + zone() + " are edited but not published.");
        } catch (UnavailableException e) {
            throw e.noting("The records of zone " + zone() + " are edited; whether they are published is unknown.");
        }
    }

    @Override
    protected void inspect(Findings findings, Deadline deadline) throws InterruptedException {
        new Inspection(at(), authentication, records, findings).make(deadline);
    }
}
