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
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A vendor of the awkward kind: single records by id, nothing published until asked for, no transactions. */
final class RecordVendor implements DnsProviderContract.Zone {
    static final String TOKEN = "t0ken-of-the-vendor";

    record Row(long id, RecordKey key, String value, long ttl) {}

    private final String zone;
    private final long leastTtl;
    private final java.util.function.Function<RecordVendor, dev.failover.dns.DnsProvider> providers;
    private final List<Row> rows = new ArrayList<>();
    private final List<Map<RecordKey, RecordSet>> history = new ArrayList<>();
    private Map<RecordKey, RecordSet> published;
    private @Nullable Fault fault;
    private long ids;

    RecordVendor(
            String zone,
            Collection<RecordSet> recordSets,
            Duration leastTtl,
            java.util.function.Function<RecordVendor, dev.failover.dns.DnsProvider> providers) {
        this.zone = zone;
        this.leastTtl = leastTtl.toSeconds();
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
        fault = wanted;
        return true;
    }

    @Override
    public synchronized void heal() {
        fault = null;
        notifyAll();
    }

    @Override
    public void close() {
        heal();
    }
}
