package dev.failover.gandi;

import dev.failover.component.Findings;
import dev.failover.dns.ApiDnsProvider;
import dev.failover.dns.ApiDnsProviderBuilder;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordRemover;
import dev.failover.dns.RecordSet;
import dev.failover.dns.SetBySet;
import dev.failover.dns.ZoneApi;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.Collection;
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
public final class GandiDnsProvider extends ApiDnsProvider implements RecordRemover {
    private static final Duration LEAST_TTL = Duration.ofMinutes(5);

    private final RecordSets sets;

    private GandiDnsProvider(ZoneApi at) {
        super(at, LEAST_TTL);
        this.sets = new RecordSets(at.api(), at.zone());
    }

    /** A builder; its zone must be set, and a personal access token that may manage the technical configuration of the domain. */
    public static ApiDnsProviderBuilder<GandiDnsProvider> builder() {
        return new ApiDnsProviderBuilder<>(
                "https://api.gandi.net/v5/livedns",
                "a personal access token",
                GandiDialect::new,
                GandiDnsProvider::new);
    }

    @Override
    protected Optional<RecordSet> find(RecordKey key, Deadline deadline) throws InterruptedException {
        return sets.find(key, deadline);
    }

    @Override
    protected void make(List<RecordChange> changes, Deadline deadline) throws InterruptedException {
        new SetBySet(sets, zone(), changes).make(at().attempts(), deadline);
    }

    @Override
    public void remove(Collection<RecordSet> recordSets, Duration timeout) throws InterruptedException {
        change(
                timeout,
                deadline -> at().attempts().make(deadline, within -> {
                    for (RecordSet each : there(recordSets, within)) {
                        sets.delete(each.key(), within);
                    }
                    return true;
                }));
    }

    @Override
    protected void inspect(Findings findings, Deadline deadline) throws InterruptedException {
        findings.look("zone " + zone(), () -> {
            sets.requireZone(deadline);
            findings.ok("zone " + zone(), "found at " + at().api().host());
            findings.warning(
                    "right to write",
                    "can't be verified without writing; token needs the right to manage the technical configuration of "
                            + zone());
        });
    }
}
