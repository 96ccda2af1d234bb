package dev.failover.testkit;

import dev.failover.component.ComponentException;
import dev.failover.component.ConflictException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.Authorities;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordRemover;
import dev.failover.dns.RecordSet;
import dev.failover.dns.SharedBatches;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A DNS vendor of one zone, in memory: the reference that keeps {@link DnsProviderContract} to the letter, to test against
 * what uses a provider, and to compare one's own with.
 *
 * <p>What is stored and what is published are kept apart, as vendors do; {@link #history()} remembers every state of
 * either. Faults can be ordered in advance. Thread-safe; a listener is called while the zone is locked, so that it sees the
 * states in their order.
 */
public final class InMemoryDnsProvider implements DnsProvider, RecordRemover, SharedBatches {
    /** Whether an ordered fault strikes before a call does anything, or after it has done everything: a lost answer. */
    public enum Moment {
        BEFORE,
        AFTER
    }

    private record OrderedFault(ComponentException exception, Moment moment) {}

    private final String zone;
    private final Set<DnsCapability> capabilities;
    private final Duration leastTtl;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition healed = lock.newCondition();
    private final List<Consumer<Collection<RecordSet>>> listeners = new ArrayList<>();
    private final List<Map<RecordKey, RecordSet>> history = new ArrayList<>();
    private final List<OrderedFault> faults = new ArrayList<>();
    private Map<RecordKey, RecordSet> stored;
    private Map<RecordKey, RecordSet> published;
    private boolean hanging;
    private int publicationsToLose;
    private long calls;

    private InMemoryDnsProvider(Builder builder) {
        zone = builder.zone;
        capabilities = Collections.unmodifiableSet(EnumSet.copyOf(builder.capabilities));
        leastTtl = builder.leastTtl;
        stored = Map.copyOf(builder.records);
        published = stored;
        history.add(stored);
    }

    /** A provider of an empty zone, with every capability. */
    public static InMemoryDnsProvider of(String zone) {
        return builder(zone).build();
    }

    /** @param zone the zone's name, without final dot */
    public static Builder builder(String zone) {
        return new Builder(zone);
    }

    @Override
    public String zone() {
        return zone;
    }

    @Override
    public Set<DnsCapability> capabilities() {
        return capabilities;
    }

    @Override
    public boolean isOneBatch(List<RecordChange> changes) {
        return capabilities.contains(DnsCapability.ATOMIC_BATCH);
    }

    @Override
    public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            OrderedFault fault = enter(timeout);
            Optional<RecordSet> found = Optional.ofNullable(stored.get(key));
            leave(fault);
            return found;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
        requireOneEach(changes);
        if (changes.isEmpty()) {
            return;
        }
        lock.lockInterruptibly();
        try {
            OrderedFault fault = enter(timeout);
            changes.forEach(this::requireExpected);
            if (capabilities.contains(DnsCapability.ATOMIC_BATCH)) {
                store(changes);
            } else {
                changes.forEach(change -> store(List.of(change)));
            }
            publish();
            leave(fault);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void remove(Collection<RecordSet> recordSets, Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            OrderedFault fault = enter(timeout);
            for (RecordSet each : recordSets) {
                RecordSet found = stored.get(each.key());
                if (found != null && !found.sameValues(each)) {
                    throw new ConflictException(
                            "zone %s has %s where %s was to be removed".formatted(zone, found, each));
                }
            }
            Map<RecordKey, RecordSet> next = new LinkedHashMap<>(stored);
            recordSets.forEach(each -> next.remove(each.key()));
            if (!next.equals(stored)) {
                stored = Map.copyOf(next);
                history.add(stored);
            }
            publish();
            leave(fault);
        } finally {
            lock.unlock();
        }
    }

    private static void requireOneEach(List<RecordChange> changes) {
        Set<RecordKey> keys = new HashSet<>();
        for (RecordChange change : changes) {
            if (!keys.add(change.key())) {
                throw new IllegalArgumentException("two changes of " + change.key() + " in one call");
            }
        }
    }

    private void requireExpected(RecordChange change) {
        Optional<RecordSet> found = Optional.ofNullable(stored.get(change.key()));
        Optional<Set<String>> values = found.map(RecordSet::values);
        boolean asExpected = values.equals(change.expected().map(RecordSet::values));
        boolean asDesired = values.equals(Optional.of(change.desired().values()));
        if (!asExpected && !asDesired) {
            throw new ConflictException("zone %s has %s where %s was expected"
                    .formatted(zone, text(found, change), text(change.expected(), change)));
        }
    }

    private static String text(Optional<RecordSet> recordSet, RecordChange change) {
        return recordSet.map(RecordSet::toString).orElse("no " + change.key());
    }

    private void store(List<RecordChange> changes) {
        Map<RecordKey, RecordSet> next = new LinkedHashMap<>(stored);
        for (RecordChange change : changes) {
            RecordSet desired = change.desired();
            Duration ttl = desired.ttl().compareTo(leastTtl) < 0 ? leastTtl : desired.ttl();
            next.put(desired.key(), new RecordSet(desired.key(), ttl, desired.values()));
        }
        if (!next.equals(stored)) {
            stored = Map.copyOf(next);
            history.add(stored);
        }
    }

    private void publish() {
        if (publicationsToLose > 0) {
            publicationsToLose--;
            throw new UnavailableException("zone " + zone + " was changed but is not published yet");
        }
        if (!published.equals(stored)) {
            published = stored;
            history.add(published);
            listeners.forEach(listener -> listener.accept(published.values()));
        }
    }

    private @Nullable OrderedFault enter(Duration timeout) throws InterruptedException {
        calls++;
        long left = timeout.toNanos();
        while (hanging) {
            if (left <= 0) {
                throw new UnavailableException("zone " + zone + " did not answer within " + Durations.format(timeout));
            }
            left = healed.awaitNanos(left);
        }
        OrderedFault fault = faults.isEmpty() ? null : faults.remove(0);
        if (fault != null && fault.moment() == Moment.BEFORE) {
            throw fault.exception();
        }
        return fault;
    }

    private static void leave(@Nullable OrderedFault fault) {
        if (fault != null) {
            throw fault.exception();
        }
    }

    /** The next {@code count} calls throw this, having done nothing or everything; queued after faults ordered before. */
    public void failNext(int count, ComponentException exception, Moment moment) {
        locked(() -> faults.addAll(Collections.nCopies(count, new OrderedFault(exception, moment))));
    }

    /** From now on calls wait until their timeout, or until {@link #heal}. */
    public void hang() {
        locked(() -> hanging = true);
    }

    /** The next {@code count} calls of {@code apply} store what they should but publish nothing, and say so. */
    public void loseNextPublications(int count) {
        locked(() -> publicationsToLose = count);
    }

    /** Forgets every fault ordered; calls that hang go on. */
    public void heal() {
        locked(() -> {
            faults.clear();
            publicationsToLose = 0;
            hanging = false;
            healed.signalAll();
        });
    }

    /** Changes the zone behind everyone's back, as someone at the vendor's own console does; published at once. */
    public void put(RecordSet recordSet) {
        locked(() -> {
            Map<RecordKey, RecordSet> next = new LinkedHashMap<>(stored);
            next.put(recordSet.key(), recordSet);
            stored = Map.copyOf(next);
            history.add(stored);
            publish();
        });
    }

    /** Removes a record set behind everyone's back; published at once. */
    public void remove(RecordKey key) {
        locked(() -> {
            Map<RecordKey, RecordSet> next = new LinkedHashMap<>(stored);
            next.remove(key);
            stored = Map.copyOf(next);
            history.add(stored);
            publish();
        });
    }

    /** Tells this listener the zone's published content: now, and whenever it changes. {@code provider.onPublish(server::replaceAll)} */
    public void onPublish(Consumer<Collection<RecordSet>> listener) {
        locked(() -> {
            listeners.add(listener);
            listener.accept(published.values());
        });
    }

    /** What the zone's servers give for this name and type. */
    public Optional<RecordSet> published(RecordKey key) {
        lock.lock();
        try {
            return Optional.ofNullable(published.get(key));
        } finally {
            lock.unlock();
        }
    }

    /** Servers of the zone, as one named {@code ns1}, that give what is published. */
    public Authorities authorities() {
        return (name, key, timeout) -> new Publication(key, List.of(new Publication.Served("ns1", published(key))));
    }

    /** What the vendor has stored for this name and type, published or not. */
    public Optional<RecordSet> stored(RecordKey key) {
        lock.lock();
        try {
            return Optional.ofNullable(stored.get(key));
        } finally {
            lock.unlock();
        }
    }

    /** Every state the zone went through, stored or published, from the first to the present one. */
    public List<Map<RecordKey, RecordSet>> history() {
        lock.lock();
        try {
            return List.copyOf(history);
        } finally {
            lock.unlock();
        }
    }

    /** How many calls of {@code find} and {@code apply} were made, failed ones among them. */
    public long calls() {
        lock.lock();
        try {
            return calls;
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "DNS provider in memory, zone " + zone;
    }

    /** Builds an {@link InMemoryDnsProvider}. Not thread-safe. */
    public static final class Builder {
        private final String zone;
        private final Map<RecordKey, RecordSet> records =
                new TreeMap<>(java.util.Comparator.comparing(RecordKey::toString));
        private final Set<DnsCapability> capabilities = EnumSet.allOf(DnsCapability.class);
        private Duration leastTtl = Duration.ZERO;

        private Builder(String zone) {
            if (zone.isEmpty() || zone.endsWith(".")) {
                throw new IllegalArgumentException("\"" + zone + "\" is not a zone's name without final dot");
            }
            this.zone = zone.toLowerCase(Locale.ROOT);
        }

        /** Record sets that are there, and published, from the beginning. */
        public Builder records(RecordSet... recordSets) {
            return records(List.of(recordSets));
        }

        /** Record sets that are there, and published, from the beginning. */
        public Builder records(Collection<RecordSet> recordSets) {
            recordSets.forEach(recordSet -> records.put(recordSet.key(), recordSet));
            return this;
        }

        /**
         * What it claims; everything by default. Without {@link DnsCapability#ATOMIC_BATCH} it stores change by
         * change; expectations it always checks as strictly as with {@link DnsCapability#COMPARE_AND_SET}.
         */
        public Builder capabilities(Collection<DnsCapability> claimed) {
            capabilities.clear();
            capabilities.addAll(claimed);
            return this;
        }

        /** The least TTL it takes; a lesser one becomes this. Zero by default. */
        public Builder leastTtl(Duration ttl) {
            leastTtl = ttl;
            return this;
        }

        public InMemoryDnsProvider build() {
            return new InMemoryDnsProvider(this);
        }
    }
}
