package dev.failover.dns;

import dev.failover.component.ConflictException;
import dev.failover.component.Excerpt;
import dev.failover.component.Finding;
import dev.failover.component.Findings;
import dev.failover.component.Inspectable;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What providers of one zone through an API that speaks JSON have in common: one deadline for all of a call, one change of the zone at a
 * time in the whole process, TTLs that the vendor takes. Extend it, and say how the vendor is asked. Thread-safe.
 */
public abstract class ApiDnsProvider implements DnsProvider, Inspectable {
    private final ZoneApi at;
    private final Duration leastTtl;
    private final ZoneLock lock;

    /** @param leastTtl what any lesser desired TTL becomes; zero if the vendor takes all */
    protected ApiDnsProvider(ZoneApi at, Duration leastTtl) {
        this.at = at;
        this.leastTtl = leastTtl;
        this.lock = ZoneLock.of(at.api().host(), at.zone());
    }

    /** The zone, and how it is asked. */
    protected final ZoneApi at() {
        return at;
    }

    /** What stands under a key; empty if nothing does. */
    protected abstract Optional<RecordSet> find(RecordKey key, Deadline deadline) throws InterruptedException;

    /**
     * Makes changes, as {@link DnsProvider#apply} has it.
     *
     * @param changes at least one, of distinct keys, with TTLs that the vendor takes
     */
    protected abstract void make(List<RecordChange> changes, Deadline deadline) throws InterruptedException;

    /** Looks at token, zone and rights, and changes nothing. */
    protected abstract void inspect(Findings findings, Deadline deadline) throws InterruptedException;

    @Override
    public final String zone() {
        return at.zone();
    }

    @Override
    public final Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
        return find(key, Deadline.in(timeout, at.time()::nanoTime));
    }

    /** Something that changes a zone. */
    @FunctionalInterface
    protected interface Change {
        void make(Deadline deadline) throws InterruptedException;
    }

    /** Has the zone changed otherwise than by {@link #apply}: one change at a time, and one deadline for all of it. */
    protected final void change(Duration timeout, Change change) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout, at.time()::nanoTime);
        lock.hold(deadline, () -> change.make(deadline));
    }

    /**
     * What is there of record sets that are to be removed.
     *
     * @throws ConflictException if something else stands under one of their names and types
     */
    protected final List<RecordSet> there(Collection<RecordSet> removed, Deadline deadline)
            throws InterruptedException {
        List<RecordSet> there = new ArrayList<>();
        for (RecordSet each : removed) {
            Optional<RecordSet> found = find(each.key(), deadline);
            if (found.filter(present -> !present.sameValues(each)).isPresent()) {
                throw new ConflictException("%s in zone %s is %s, not %s, which was to be removed."
                        .formatted(
                                each.key(),
                                zone(),
                                Excerpt.of(found.get().values().toString()),
                                each.values()));
            }
            found.ifPresent(there::add);
        }
        return there;
    }

    @Override
    public final void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout, at.time()::nanoTime);
        if (RecordChange.distinctKeys(changes).isEmpty()) {
            return;
        }
        List<RecordChange> possible = changes.stream()
                .map(change -> change.withTtlOfAtLeast(leastTtl))
                .toList();
        lock.hold(deadline, () -> make(possible, deadline));
    }

    @Override
    public final List<Finding> inspect(Duration timeout) throws InterruptedException {
        Findings findings = new Findings();
        inspect(findings, Deadline.in(timeout, at.time()::nanoTime));
        return findings.list();
    }

    @Override
    public final void close() {
        at.api().close();
    }

    @Override
    public final String toString() {
        return "%s zone %s at %s"
                .formatted(at.api().vendor(), at.zone(), at.api().host());
    }
}
