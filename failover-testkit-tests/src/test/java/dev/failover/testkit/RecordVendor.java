package dev.failover.testkit;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.testkit.DnsProviderContract.Fault;
import dev.failover.testkit.VendorException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A vendor of the awkward kind: single records by id, nothing published until asked for, no transactions. */
final class RecordVendor implements DnsProviderContract.Zone {
    static final String TOKEN = "t0ken-of-the-vendor";
    /** How long it asks to be left alone, when it is asked too often. */
    static final Duration PATIENCE = Duration.ofSeconds(7);

    record Row(long id, RecordKey key, String value, long ttl) {}

    private final String zone;
    private final long leastTtl;
    private final boolean canBeSlow;
    private final java.util.function.Function<RecordVendor, dev.failover.dns.DnsProvider> providers;
    private final List<Row> rows = new ArrayList<>();
    private final List<Map<RecordKey, RecordSet>> history = new ArrayList<>();
    private Map<RecordKey, RecordSet> published;
    private @Nullable Fault fault;
    private long ids;
    private long requests;

    RecordVendor(
            String zone,
            Collection<RecordSet> recordSets,
            Duration leastTtl,
            boolean canBeSlow,
            java.util.function.Function<RecordVendor, dev.failover.dns.DnsProvider> providers) {
        this.zone = zone;
        this.leastTtl = leastTtl.toSeconds();
        this.canBeSlow = canBeSlow;
        this.providers = providers;
        for (RecordSet recordSet : recordSets) {
            recordSet
                    .values()
                    .forEach(value -> rows.add(new Row(
                            ++ids, recordSet.key(), value, recordSet.ttl().toSeconds())));
        }
        published = snapshot();
        history.add(published);
    }

    String zone() {
        return zone;
    }

    // What the vendor's API offers.

    List<Row> list(long deadline) throws VendorException, InterruptedException {
        return request(deadline, false, () -> List.copyOf(rows));
    }

    void create(RecordKey key, String value, long ttl, long deadline) throws VendorException, InterruptedException {
        requireTtl(ttl);
        request(deadline, true, () -> rows.add(new Row(++ids, key, value, ttl)));
    }

    void update(long id, String value, long ttl, long deadline) throws VendorException, InterruptedException {
        requireTtl(ttl);
        request(deadline, true, () -> {
            rows.replaceAll(row -> row.id() == id ? new Row(id, row.key(), value, ttl) : row);
            return true;
        });
    }

    void delete(long id, long deadline) throws VendorException, InterruptedException {
        request(deadline, true, () -> rows.removeIf(row -> row.id() == id));
    }

    /** Puts all of these in place at once, and publishes them: what a vendor with transactions offers. */
    void replaceTogether(List<RecordSet> recordSets, long deadline) throws VendorException, InterruptedException {
        request(deadline, true, () -> {
            for (RecordSet recordSet : recordSets) {
                rows.removeIf(row -> row.key().equals(recordSet.key()));
                recordSet
                        .values()
                        .forEach(value -> rows.add(new Row(
                                ++ids, recordSet.key(), value, recordSet.ttl().toSeconds())));
            }
            published = snapshot();
            return true;
        });
    }

    void publish(long deadline) throws VendorException, InterruptedException {
        request(deadline, false, () -> {
            if (fault == Fault.LOSE_NEXT_PUBLICATION) {
                fault = null;
            } else {
                publishNow();
            }
            return true;
        });
    }

    boolean isPublished(long deadline) throws VendorException, InterruptedException {
        return request(deadline, false, () -> published.equals(snapshot()));
    }

    private synchronized <R> R request(long deadline, boolean change, Supplier<R> action)
            throws VendorException, InterruptedException {
        requests++;
        if (fault == Fault.SLOW) {
            await(System.nanoTime() + DnsProviderContract.LATE.toNanos(), deadline);
        }
        while (fault == Fault.HANG) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new VendorException(Kind.TIMEOUT);
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        if (fault == Fault.THROTTLE) {
            throw new VendorException(Kind.TOO_MANY);
        }
        if (fault == Fault.REFUSE_CREDENTIALS) {
            throw new VendorException(Kind.UNAUTHORIZED);
        }
        if (fault == Fault.FAIL) {
            throw new VendorException(Kind.FAILED);
        }
        if (fault == Fault.NONSENSE) {
            throw new VendorException(Kind.MALFORMED);
        }
        if (change && fault == Fault.REFUSE_NEXT_CHANGE) {
            fault = null;
            throw new VendorException(Kind.INVALID);
        }
        if (change && fault == Fault.CHANGE_BEFORE_NEXT_WRITE) {
            fault = null;
            RecordSet intruder = DnsProviderContract.INTRUDER;
            rows.replaceAll(row -> row.key().equals(intruder.key())
                    ? new Row(row.id(), row.key(), intruder.values().iterator().next(), row.ttl())
                    : row);
        }
        R result = action.get();
        if (change) {
            history.add(snapshot());
            if (fault == Fault.LOSE_NEXT_ANSWER) {
                fault = null;
                throw new VendorException(Kind.LOST);
            }
        }
        return result;
    }

    /** Answers at that time; the caller may not wait so long. */
    private void await(long time, long deadline) throws VendorException, InterruptedException {
        long end = Math.min(time, deadline);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        if (end == deadline) {
            throw new VendorException(Kind.TIMEOUT);
        }
    }

    private void requireTtl(long ttl) throws VendorException {
        if (ttl < leastTtl) {
            throw new VendorException(Kind.INVALID);
        }
    }

    private Map<RecordKey, RecordSet> snapshot() {
        Map<RecordKey, RecordSet> sets = new LinkedHashMap<>();
        for (Row row : rows) {
            sets.merge(
                    row.key(),
                    RecordSet.of(row.key(), Duration.ofSeconds(row.ttl()), row.value()),
                    RecordVendor::joined);
        }
        return Map.copyOf(sets);
    }

    private static RecordSet joined(RecordSet one, RecordSet other) {
        TreeSet<String> values = new TreeSet<>(one.values());
        values.addAll(other.values());
        return new RecordSet(one.key(), other.ttl(), values);
    }

    // How the contract looks at it.

    synchronized void publishNow() {
        published = snapshot();
        history.add(published);
    }

    @Override
    public dev.failover.dns.DnsProvider provider() {
        return providers.apply(this);
    }

    @Override
    public synchronized Optional<RecordSet> published(RecordKey key) {
        return Optional.ofNullable(published.get(key));
    }

    @Override
    public synchronized List<String> stored(RecordKey key) {
        return rows.stream()
                .filter(row -> row.key().equals(key))
                .map(Row::value)
                .toList();
    }

    @Override
    public synchronized Optional<List<Map<RecordKey, RecordSet>>> history() {
        return Optional.of(List.copyOf(history));
    }

    @Override
    public synchronized boolean inject(Fault wanted) {
        if (wanted == Fault.SLOW && !canBeSlow) {
            return false;
        }
        fault = wanted;
        return true;
    }

    @Override
    public synchronized void heal() {
        fault = null;
        notifyAll();
    }

    @Override
    public synchronized OptionalLong requests() {
        return OptionalLong.of(requests);
    }

    @Override
    public Optional<Duration> patience() {
        return Optional.of(PATIENCE);
    }

    @Override
    public void close() {
        heal();
    }
}
