package dev.failover.google;

import dev.failover.component.Findings;
import dev.failover.dns.ApiDnsProvider;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordRemover;
import dev.failover.dns.RecordSet;
import dev.failover.dns.ZoneApi;
import dev.failover.http.ApiAnswer;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One public zone at Google Cloud DNS, through its API (version 1, cloud.google.com/dns/docs/reference/rest/v1), as a service account.
 *
 * <p>All changes of one call are one change of Google's, made as a whole or not at all: it takes away exactly the record sets that were
 * read, with their values and TTLs, and adds others. Google refuses it if one of them is not there so any more, or if what is added
 * exists; so it compares what is replaced with what was expected, with no window in between. {@link #apply} returns once Google says that
 * its name servers have the change.
 *
 * <p>A record set with a routing policy is never touched: {@link #find} and {@link #apply} refuse it. Google takes any TTL.
 *
 * <p>Thread-safe; changes of one zone wait for each other in the whole process.
 */
public final class GoogleDnsProvider extends ApiDnsProvider implements RecordRemover {
    private final ManagedZone managed;
    private final String managedZone;
    private final String account;

    GoogleDnsProvider(ZoneApi at, String project, String managedZone, String account) {
        super(at, Duration.ZERO);
        this.managed = new ManagedZone(at.api(), at.attempts(), at.zone(), project, managedZone);
        this.managedZone = managedZone;
        this.account = account;
    }

    /** A builder; its zone, managed zone and key file must be set. */
    public static GoogleDnsProviderBuilder builder() {
        return new GoogleDnsProviderBuilder();
    }

    @Override
    protected Optional<RecordSet> find(RecordKey key, Deadline deadline) throws InterruptedException {
        return Optional.ofNullable(managed.find(Set.of(key), deadline).get(key))
                .map(stored -> stored.recordSet(zone()));
    }

    @Override
    protected void make(List<RecordChange> changes, Deadline deadline) throws InterruptedException {
        at().attempts().make(deadline, within -> {
            new ZoneChange(managed, zone(), changes).make(within);
            return true;
        });
    }

    @Override
    public void remove(Collection<RecordSet> recordSets, Duration timeout) throws InterruptedException {
        change(
                timeout,
                deadline -> at().attempts().make(deadline, within -> {
                    List<RecordKey> there = there(recordSets, within).stream()
                            .map(RecordSet::key)
                            .toList();
                    Map<RecordKey, StoredSet> found = managed.find(there, within);
                    if (!found.isEmpty()) {
                        ApiAnswer<Boolean> answer = managed.change(List.copyOf(found.values()), List.of(), within);
                        answer.orThrow();
                    }
                    return true;
                }));
    }

    @Override
    public Set<DnsCapability> capabilities() {
        return Set.of(DnsCapability.ATOMIC_BATCH, DnsCapability.COMPARE_AND_SET);
    }

    @Override
    protected void inspect(Findings findings, Deadline deadline) throws InterruptedException {
        new Inspection(managed, at(), managedZone, account, findings).make(deadline);
    }
}
