package dev.failover.hetzner;

import dev.failover.component.Findings;
import dev.failover.dns.ApiDnsProvider;
import dev.failover.dns.ApiDnsProviderBuilder;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordRemover;
import dev.failover.dns.RecordSet;
import dev.failover.dns.SetBySet;
import dev.failover.dns.ZoneApi;
import dev.failover.http.ApiAnswer;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.Collection;
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
public final class HetznerDnsProvider extends ApiDnsProvider implements RecordRemover {
    private static final Duration LEAST_TTL = Duration.ofSeconds(60);
    private static final String WRITE = "permission to write";

    private final RecordSets sets;

    private HetznerDnsProvider(ZoneApi at) {
        super(at, LEAST_TTL);
        this.sets = new RecordSets(at);
    }

    /** A builder; its zone must be set, and a token of the project that has the zone, with the permission to read and write. */
    public static ApiDnsProviderBuilder<HetznerDnsProvider> builder() {
        return new ApiDnsProviderBuilder<>(
                "https://api.hetzner.cloud/v1",
                "a token of the project that has the zone",
                HetznerDialect::new,
                HetznerDnsProvider::new);
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

    /**
     * Hetzner has no dry run, but refuses a token that may only read whatever it asks for. So the right to write is told from a change of
     * a record set that nobody has.
     */
    @Override
    protected void inspect(Findings findings, Deadline deadline) throws InterruptedException {
        findings.look("zone " + zone(), () -> {
            sets.requireZone(deadline);
            findings.ok("zone " + zone(), "found at " + at().api().host());
        });
        findings.look(WRITE, () -> {
            ApiAnswer<Boolean> answer = at().attempts().make(deadline, sets::changeNothing);
            if (answer.isRefusedAs(HetznerDialect::isAbsent)) {
                findings.ok(WRITE, "granted (told from a change of a record set that is not there)");
            } else {
                answer.orThrow();
                findings.warning(WRITE, "could not be verified, as _failover-check TXT is there; delete it");
            }
        });
    }
}
