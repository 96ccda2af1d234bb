package dev.failover.testkit;

import dev.failover.component.ComponentException;
import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.testkit.RecordVendor.Row;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/** A right provider at a {@link RecordVendor}; each protected method is a place where another one goes wrong. */
class CarefulDnsProvider implements DnsProvider {
    static final Duration LEAST_TTL = Duration.ofSeconds(60);

    final RecordVendor vendor;
    private final ReentrantLock alone = new ReentrantLock();

    CarefulDnsProvider(RecordVendor vendor) {
        this.vendor = vendor;
    }

    @Override
    public String zone() {
        return vendor.zone();
    }

    @Override
    public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
        try {
            return recordSet(key, rows(key, deadline(timeout)));
        } catch (VendorException e) {
            throw translated(e);
        }
    }

    @Override
    public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
        if (changes.isEmpty()) {
            return;
        }
        try {
            applyAlone(changes, timeout);
        } catch (VendorException e) {
            throw translated(e);
        }
    }

    /** One caller at a time; waiting for the others counts. */
    protected void applyAlone(List<RecordChange> changes, Duration timeout)
            throws VendorException, InterruptedException {
        long deadline = deadline(timeout);
        if (!alone.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new UnavailableException("other calls were under way all the time");
        }
        try {
            applyNow(changes, deadline);
        } finally {
            alone.unlock();
        }
    }

    protected void applyNow(List<RecordChange> changes, long deadline) throws VendorException, InterruptedException {
        requireOneEach(changes);
        List<List<Row>> found = new ArrayList<>();
        for (RecordChange change : changes) {
            found.add(checked(change, deadline));
        }
        checkedAll();
        for (int i = 0; i < changes.size(); i++) {
            write(changes.get(i), found.get(i), deadline);
        }
        publish(deadline);
    }

    protected void requireOneEach(List<RecordChange> changes) {
        Set<RecordKey> keys = new HashSet<>();
        for (RecordChange change : changes) {
            if (!keys.add(change.key())) {
                throw new IllegalArgumentException("two changes of " + change.key());
            }
        }
    }

    private List<Row> checked(RecordChange change, long deadline) throws VendorException, InterruptedException {
        List<Row> rows = rows(change.key(), deadline);
        Optional<RecordSet> found = recordSet(change.key(), rows);
        boolean asDesired = found.isPresent() && (isDesired(found.get(), change) || isUnfinished(found.get(), change));
        if (!asDesired && !isExpected(found, change)) {
            throw new ConflictException("not what was expected: " + found);
        }
        return rows;
    }

    protected boolean isDesired(RecordSet found, RecordChange change) {
        return found.sameValues(change.desired());
    }

    /**
     * Whether this is what a call of this change leaves that ended half-way: nothing foreign, nothing gone that was to stay,
     * and something come that was to come, or nothing left but to remove.
     */
    protected boolean isUnfinished(RecordSet found, RecordChange change) {
        Set<String> expected = change.expected().map(RecordSet::values).orElse(Set.of());
        Set<String> desired = change.desired().values();
        boolean foreign =
                found.values().stream().anyMatch(value -> !expected.contains(value) && !desired.contains(value));
        boolean lacking = expected.stream()
                .anyMatch(value -> desired.contains(value) && !found.values().contains(value));
        boolean begun = desired.stream()
                .anyMatch(value -> !expected.contains(value) && found.values().contains(value));
        return !foreign && !lacking && (begun || found.values().containsAll(desired));
    }

    protected boolean isExpected(Optional<RecordSet> found, RecordChange change) {
        return found.map(RecordSet::values).equals(change.expected().map(RecordSet::values));
    }

    protected void checkedAll() {}

    protected void write(RecordChange change, List<Row> rows, long deadline)
            throws VendorException, InterruptedException {
        RecordSet desired = change.desired();
        long ttl = ttl(desired).toSeconds();
        Set<String> missing = new LinkedHashSet<>(desired.values());
        Deque<Row> spare = new ArrayDeque<>();
        for (Row row : rows) {
            if (!missing.remove(row.value())) {
                spare.add(row);
            } else if (row.ttl() != ttl) {
                vendor.update(row.id(), row.value(), ttl, deadline);
            }
        }
        for (String value : missing) {
            if (spare.isEmpty()) {
                vendor.create(change.key(), value, ttl, deadline);
            } else {
                vendor.update(spare.remove().id(), value, ttl, deadline);
            }
        }
        for (Row row : spare) {
            vendor.delete(row.id(), deadline);
        }
    }

    protected Duration ttl(RecordSet desired) {
        return desired.ttl().compareTo(LEAST_TTL) < 0 ? LEAST_TTL : desired.ttl();
    }

    protected void publish(long deadline) throws VendorException, InterruptedException {
        vendor.publish(deadline);
        if (!vendor.isPublished(deadline)) {
            throw new UnavailableException("the change is not published yet");
        }
    }

    protected List<Row> rows(RecordKey key, long deadline) throws VendorException, InterruptedException {
        return vendor.list(deadline).stream()
                .filter(row -> matches(row.key(), key))
                .toList();
    }

    protected boolean matches(RecordKey stored, RecordKey wanted) {
        return stored.equals(wanted);
    }

    private static Optional<RecordSet> recordSet(RecordKey key, List<Row> rows) {
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Set<String> values = rows.stream().map(Row::value).collect(Collectors.toSet());
        return Optional.of(new RecordSet(key, Duration.ofSeconds(rows.get(0).ttl()), values));
    }

    protected long deadline(Duration timeout) {
        return System.nanoTime() + timeout.toNanos();
    }

    protected ComponentException translated(VendorException e) {
        return switch (e.kind()) {
            case TOO_MANY ->
                new UnavailableException("zone " + zone() + " was asked too often", e, RecordVendor.PATIENCE);
            case LOST, TIMEOUT, FAILED, MALFORMED -> new UnavailableException("zone " + zone() + " is unavailable", e);
            case UNAUTHORIZED, INVALID -> new RejectedException("zone " + zone() + " was refused", e);
        };
    }
}
