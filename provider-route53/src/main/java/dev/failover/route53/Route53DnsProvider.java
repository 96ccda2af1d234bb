package dev.failover.route53;

import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordRemover;
import dev.failover.dns.RecordSet;
import dev.failover.dns.ZoneLock;
import dev.failover.time.Attempts;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One public hosted zone at Amazon Route 53 (its API of 2013-04-01, through the AWS SDK for Java 2).
 *
 * <p>A record set is replaced by deleting exactly what was found and creating what is desired, all changes of one call in
 * one batch, which Route 53 makes as a whole or not at all: another writer's change in between fails it. Only where a call
 * changes more than a batch may hold (1,000 values, or 32,000 characters of them, old and new) are there several, each
 * whole in itself, made in the order of the changes; one name's changes are always in one. {@link #apply} returns once
 * Route 53 reports the change {@code INSYNC}, usually within a minute, on all its name servers.
 *
 * <p>A record set that is already as desired costs no change. If this process knows a change of it that is not published
 * yet, that is waited for; if it lost the answer to one, the record set is replaced by itself, which yields a change to
 * wait for. Of a change that another process made, nothing is known: what is served is for the caller to verify.
 *
 * <p>Aliases and sets with a routing policy (weighted, failover, latency, geolocation, multivalue) or a health check are
 * refused, with {@link dev.failover.component.RejectedException}, in {@link #find} and {@link #apply}, and never touched.
 *
 * <p>Within one call a request that got no usable answer is made once more, a throttled one up to four times more, as far
 * as there is time. Thread-safe; changes of one zone wait for each other in the whole process, also through several
 * instances.
 */
public final class Route53DnsProvider implements DnsProvider, RecordRemover, Inspectable {
    private final HostedZone hostedZone;
    private final String zone;
    private final Route53Api api;
    private final Attempts attempts;
    private final TimeSource time;

    Route53DnsProvider(String zone, @Nullable String zoneId, Route53Api api, Attempts attempts, TimeSource time) {
        this.zone = zone;
        this.api = api;
        this.attempts = attempts;
        this.hostedZone = new HostedZone(zone, zoneId, api, attempts);
        this.time = time;
    }

    /** A builder; its zone must be set. */
    public static Route53DnsProviderBuilder builder() {
        return new Route53DnsProviderBuilder();
    }

    @Override
    public String zone() {
        return zone;
    }

    @Override
    public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout, time::nanoTime);
        return records(hostedZone.id(deadline))
                .find(key, deadline)
                .map(found -> found.orRefused(zone).read(zone));
    }

    private ZoneRecords records(String zoneId) {
        return new ZoneRecords(api, attempts, zone, zoneId);
    }

    @Override
    public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
        change(RecordChange.distinctKeys(changes), changes, List.of(), timeout);
    }

    @Override
    public void remove(Collection<RecordSet> recordSets, Duration timeout) throws InterruptedException {
        Set<RecordKey> keys = recordSets.stream().map(RecordSet::key).collect(Collectors.toSet());
        change(keys, List.of(), recordSets, timeout);
    }

    private void change(
            Set<RecordKey> keys, List<RecordChange> changes, Collection<RecordSet> removed, Duration timeout)
            throws InterruptedException {
        Deadline deadline = Deadline.in(timeout, time::nanoTime);
        if (keys.isEmpty()) {
            return;
        }
        String zoneId = hostedZone.id(deadline);
        Unpublished unpublished = Unpublished.of(api.host(), zoneId);
        // Route 53 refuses one of two changes of a zone at once.
        ZoneLock.of(api.host(), zoneId)
                .hold(deadline, () -> new ZoneChange(records(zoneId), unpublished, changes, removed).make(deadline));
        // Not under the lock: Route 53 takes further changes of the zone while earlier ones spread.
        for (String id : unpublished.ids(keys)) {
            new PublishedChange(api, attempts, unpublished).await(id, deadline, timeout);
        }
    }

    @Override
    public Set<DnsCapability> capabilities() {
        return Set.of(DnsCapability.ATOMIC_BATCH, DnsCapability.COMPARE_AND_SET);
    }

    @Override
    public List<Finding> inspect(Duration timeout) throws InterruptedException {
        return new Inspection(hostedZone, api, attempts, zone).make(Deadline.in(timeout, time::nanoTime));
    }

    @Override
    public void close() {
        api.close();
    }

    @Override
    public String toString() {
        return "Route 53 zone " + zone + " at " + api.host();
    }
}
