package dev.failover.route53;

import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A zone whose failover record sets were made once and for all, switched by a file that Route 53's health checkers look at:
 * where it exists, they answer with the standby. No request is made to Route 53's API, which lives in one region and may be
 * down when it is needed; {@code docs/provider-route53.md} says how the record sets and the health check are to be made.
 *
 * <p>All record sets follow the one file and so change together, or are refused. Nothing but the primary's and the
 * standby's values can be served. {@link #apply} returns once the file is there, or gone; Route 53 follows when its health
 * checkers have seen it as often as their threshold wants, which is for the caller to verify at the name servers. TTLs are
 * those the record sets were made with. Thread-safe; there is to be one instance per file.
 */
public final class HealthFlagDnsProvider implements DnsProvider {
    private final String zone;
    private final Path flag;
    private final Map<RecordKey, RecordSet> primary;
    private final Map<RecordKey, RecordSet> standby;

    private HealthFlagDnsProvider(
            String zone, Path flag, Map<RecordKey, RecordSet> primary, Map<RecordKey, RecordSet> standby) {
        this.zone = zone;
        this.flag = flag;
        this.primary = primary;
        this.standby = standby;
    }

    /**
     * A zone that follows a file.
     *
     * @param zone in lower case, without final dot
     * @param flag where a web server gives it to the health checkers; its directory exists
     * @param primary what is answered without the file: the record sets of {@code Failover: PRIMARY}
     * @param standby what is answered with it: those of {@code Failover: SECONDARY}, of the same names and types
     * @throws IllegalArgumentException if there is none, or both are not of the same names and types
     */
    public static HealthFlagDnsProvider of(
            String zone, Path flag, Collection<RecordSet> primary, Collection<RecordSet> standby) {
        Map<RecordKey, RecordSet> before = byKey(primary);
        Map<RecordKey, RecordSet> after = byKey(standby);
        if (before.isEmpty() || !before.keySet().equals(after.keySet())) {
            throw new IllegalArgumentException(
                    "primary and standby are record sets of the same names and types, not %s and %s"
                            .formatted(before.keySet(), after.keySet()));
        }
        return new HealthFlagDnsProvider(zone, flag, before, after);
    }

    private static Map<RecordKey, RecordSet> byKey(Collection<RecordSet> sets) {
        return sets.stream().collect(Collectors.toUnmodifiableMap(RecordSet::key, set -> set));
    }

    @Override
    public String zone() {
        return zone;
    }

    @Override
    public Optional<RecordSet> find(RecordKey key, Duration timeout) {
        Deadline.in(timeout);
        return Optional.ofNullable(current().get(key));
    }

    private Map<RecordKey, RecordSet> current() {
        return Files.exists(flag, LinkOption.NOFOLLOW_LINKS) ? standby : primary;
    }

    @Override
    public synchronized void apply(List<RecordChange> changes, Duration timeout) {
        Deadline.in(timeout);
        if (RecordChange.distinctKeys(changes).isEmpty()) {
            return;
        }
        Map<RecordKey, RecordSet> desired =
                byKey(changes.stream().map(RecordChange::desired).toList());
        boolean raise = isSame(desired, standby);
        if (!raise && !isSame(desired, primary)) {
            throw new RejectedException(
                    "In zone %s, %s follow one health check's flag: they can become %s or %s, together, and nothing else; desired is %s."
                            .formatted(zone, primary.keySet(), primary.values(), standby.values(), desired.values()));
        }
        Map<RecordKey, RecordSet> current = current();
        if (current == (raise ? standby : primary)) {
            return;
        }
        for (RecordChange change : changes) {
            RecordSet there = current.get(change.key());
            if (there == null || change.expected().filter(there::sameValues).isEmpty()) {
                throw new ConflictException(
                        "In zone %s, the flag stands for %s, not for what is expected, %s; look again before deciding again."
                                .formatted(zone, there, change.expected()));
            }
        }
        put(raise);
    }

    private static boolean isSame(Map<RecordKey, RecordSet> desired, Map<RecordKey, RecordSet> site) {
        return values(desired).equals(values(site));
    }

    private static Map<RecordKey, Set<String>> values(Map<RecordKey, RecordSet> sets) {
        return sets.values().stream().collect(Collectors.toMap(RecordSet::key, RecordSet::values));
    }

    private void put(boolean raise) {
        try {
            if (raise) {
                // Its content is for whoever looks at it; that it exists is what counts.
                Files.writeString(flag, "standby\n");
            } else {
                Files.delete(flag);
            }
        } catch (IOException e) {
            throw new UnavailableException(
                    "The flag %s of zone %s can't be %s: %s; check its directory's rights and space."
                            .formatted(flag, zone, raise ? "written" : "deleted", e),
                    e);
        }
    }

    @Override
    public Set<DnsCapability> capabilities() {
        return Set.of(DnsCapability.ATOMIC_BATCH);
    }

    @Override
    public String toString() {
        return "Route 53 zone " + zone + " by the flag " + flag;
    }
}
