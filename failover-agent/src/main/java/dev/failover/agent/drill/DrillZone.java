package dev.failover.agent.drill;

import dev.failover.component.RejectedException;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordRemover;
import dev.failover.dns.RecordSet;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A zone as a drill sees it (S18): all of it can be read, and of its names only those of the drill be changed, whatever is asked
 * for. Does not close the provider, which is somebody else's. Thread-safe as that is.
 */
final class DrillZone implements DnsProvider {
    private final DnsProvider provider;
    private final Set<RecordKey> allowed;

    /** @throws RejectedException if one of the names is not of a drill's form */
    DrillZone(DnsProvider provider, Set<RecordKey> allowed) {
        allowed.forEach(DrillNames::require);
        this.provider = provider;
        this.allowed = Set.copyOf(allowed);
    }

    @Override
    public String zone() {
        return provider.zone();
    }

    @Override
    public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
        return provider.find(key, timeout);
    }

    @Override
    public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
        changes.forEach(change -> require(change.key()));
        provider.apply(changes, timeout);
    }

    /** Whether what a drill makes here can be taken away again. */
    boolean canRemove() {
        return provider instanceof RecordRemover;
    }

    /** Takes away what stands under the drill's names. Idempotent. */
    void remove(Collection<RecordSet> recordSets, Duration timeout) throws InterruptedException {
        recordSets.forEach(each -> require(each.key()));
        if (!(provider instanceof RecordRemover remover)) {
            throw new RejectedException("%s can't take record sets away".formatted(provider));
        }
        remover.remove(recordSets, timeout);
    }

    private void require(RecordKey key) {
        if (!allowed.contains(key)) {
            throw new RejectedException(
                    "%s in zone %s is no name of this drill, which may change %s only".formatted(key, zone(), allowed));
        }
    }

    Set<RecordKey> allowed() {
        return allowed;
    }

    @Override
    public Set<DnsCapability> capabilities() {
        return provider.capabilities();
    }

    @Override
    public String toString() {
        return provider + ", a drill's names only";
    }
}
