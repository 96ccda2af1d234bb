package dev.failover.internal.publish;

import dev.failover.component.ConflictException;
import dev.failover.component.Excerpt;
import dev.failover.decision.Place;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * One write of a service's changes to one vendor, as safe against another watcher as the vendor allows.
 *
 * <p>Where the vendor makes all changes or none and compares by itself, at least the texts that watchers put there, the ownership record
 * in the batch is all it takes.
 * Elsewhere it is claimed first, read again before anything else is written, and read once more after it; what remains open
 * is the moment between the vendor's last answer and the edit. Blocks; thread-safe.
 */
final class VendorWrite {
    private final DnsProvider provider;
    private final LongSupplier nanoTime;

    /** @param nanoTime the clock by which a timeout is over */
    VendorWrite(DnsProvider provider, LongSupplier nanoTime) {
        this.provider = provider;
        this.nanoTime = nanoTime;
    }

    /** @throws ConflictException as {@link DnsProvider#apply}, and if another watcher has claimed the service meanwhile */
    void make(List<RecordChange> changes, Duration timeout) throws InterruptedException {
        Optional<RecordChange> claim = changes.stream()
                .filter(change -> change.key().type() == RecordType.TXT)
                .findFirst();
        if (claim.isEmpty() || isFencedBy(provider)) {
            provider.apply(changes, timeout);
            return;
        }
        Deadline deadline = Deadline.in(timeout, nanoTime);
        provider.apply(List.of(claim.get()), deadline.remaining());
        requireStillOurs(claim.get().desired(), deadline);
        List<RecordChange> others =
                changes.stream().filter(change -> !change.equals(claim.get())).toList();
        if (others.isEmpty()) {
            return;
        }
        provider.apply(others, deadline.remaining());
        requireStillOurs(claim.get().desired(), deadline);
    }

    /** Whether the vendor makes all changes or none, and compares at least the texts that watchers put there. */
    static boolean isFencedBy(DnsProvider provider) {
        Set<DnsCapability> enforced = provider.capabilities();
        return enforced.contains(DnsCapability.ATOMIC_BATCH)
                && (enforced.contains(DnsCapability.COMPARE_AND_SET)
                        || enforced.contains(DnsCapability.COMPARE_AND_SET_TEXT));
    }

    private void requireStillOurs(RecordSet claim, Deadline deadline) throws InterruptedException {
        Optional<RecordSet> found = provider.find(claim.key(), deadline.remaining());
        if (!found.map(claim::sameValues).orElse(false)) {
            throw new ConflictException((new Place(provider.zone(), claim.key()).isSwitch()
                            ? "Something else has redirected the traffic meanwhile: %s is %s where %s was just put"
                            : "Another watcher has claimed the service meanwhile: %s is %s where %s was just put")
                    .formatted(
                            claim.key(),
                            found.map(there -> Excerpt.of(there.values().toString()))
                                    .orElse("absent"),
                            claim.values()));
        }
    }
}
