package dev.failover.desec;

import dev.failover.component.Findings;
import dev.failover.component.UnavailableException;
import dev.failover.dns.ApiDnsProvider;
import dev.failover.dns.ApiDnsProviderBuilder;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordRemover;
import dev.failover.dns.RecordSet;
import dev.failover.dns.ZoneApi;
import dev.failover.http.ApiAnswer;
import dev.failover.time.Deadline;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One domain at deSEC, through its API (desec.readthedocs.io).
 *
 * <p>All changes of one call are one request, which deSEC makes as a whole or not at all. It can't compare, so another client's change
 * between our reading and our writing is overwritten unseen; but record sets that are all new it refuses if one is there.
 *
 * <p>deSEC counts requests, 300 writes of a domain and 2,000 requests of an account a day: nothing is asked twice here, and nothing is
 * polled. What is served is for the caller to verify at the name servers. A TTL below the domain's least, an hour unless deSEC has
 * granted less, becomes that. Thread-safe; changes of one domain wait for each other in the whole process.
 */
public final class DesecDnsProvider extends ApiDnsProvider implements RecordRemover {
    /** Slower than this, a switch is not what people expect of one. */
    private static final Duration QUICK = Duration.ofMinutes(5);

    private static final int INVALID = 400;

    private final Domain domain;

    private DesecDnsProvider(ZoneApi at) {
        // The least TTL is the domain's own, and asked for.
        super(at, Duration.ZERO);
        this.domain = new Domain(at.api(), at.zone());
    }

    /** A builder; its zone must be set, and a token that may write what is managed in it. */
    public static ApiDnsProviderBuilder<DesecDnsProvider> builder() {
        return new ApiDnsProviderBuilder<>(
                "https://desec.io/api/v1",
                "a token of the account that has the zone",
                DesecDialect::new,
                DesecDnsProvider::new);
    }

    @Override
    protected Optional<RecordSet> find(RecordKey key, Deadline deadline) throws InterruptedException {
        return Optional.ofNullable(domain.find(Set.of(key), deadline).get(key));
    }

    /** A request whose answer was lost may have been carried out: each attempt begins with a look. */
    @Override
    protected void make(List<RecordChange> changes, Deadline deadline) throws InterruptedException {
        at().attempts().make(deadline, within -> {
            attempt(changes, within);
            return true;
        });
    }

    @Override
    public void remove(Collection<RecordSet> recordSets, Duration timeout) throws InterruptedException {
        change(
                timeout,
                deadline -> at().attempts().make(deadline, within -> {
                    List<RecordSet> there = there(recordSets, within);
                    if (!there.isEmpty()) {
                        domain.remove(there, within).orThrow();
                    }
                    return true;
                }));
    }

    private void attempt(List<RecordChange> changes, Deadline deadline) throws InterruptedException {
        Duration least = domain.leastTtl(deadline);
        Map<RecordKey, RecordSet> found = domain.find(RecordChange.distinctKeys(changes), deadline);
        RecordChange.requireEachPossible(zone(), changes, key -> Optional.ofNullable(found.get(key)));
        List<RecordSet> missing = changes.stream()
                .map(change -> change.withTtlOfAtLeast(least).desired())
                .filter(desired -> !desired.equals(found.get(desired.key())))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        boolean areNew = missing.stream().noneMatch(set -> found.containsKey(set.key()));
        ApiAnswer<Boolean> answer = domain.put(missing, areNew, deadline);
        if (areNew && answer.isRefusedWith(INVALID) && isThere(missing, deadline)) {
            throw new UnavailableException("Somebody else made one of %s in zone %s a moment ago; look again."
                    .formatted(missing.stream().map(RecordSet::key).collect(Collectors.toList()), zone()));
        }
        answer.orThrow();
    }

    private boolean isThere(List<RecordSet> sets, Deadline deadline) throws InterruptedException {
        return !domain.find(sets.stream().map(RecordSet::key).toList(), deadline)
                .isEmpty();
    }

    @Override
    public Set<DnsCapability> capabilities() {
        return Set.of(DnsCapability.ATOMIC_BATCH);
    }

    @Override
    protected void inspect(Findings findings, Deadline deadline) throws InterruptedException {
        findings.look("zone " + zone(), () -> {
            Duration least = domain.leastTtl(deadline);
            findings.ok("zone " + zone(), "found at " + at().api().host());
            if (least.compareTo(QUICK) > 0) {
                findings.warning(
                        "TTL",
                        "deSEC takes no less than %s for zone %s, for which caches keep the old address after a switch; ask its support for less"
                                .formatted(Durations.format(least), zone()));
            }
            findings.warning(
                    "right to write",
                    "can't be verified without writing, of which deSEC allows 300 a day; token needs a policy that lets it write every managed record set");
        });
    }
}
