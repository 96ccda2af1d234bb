package dev.failover.dns;

import static java.util.Objects.requireNonNull;

import dev.failover.component.Excerpt;
import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What providers have in common whose vendor takes one address of each family for a name, at a TTL of its own, and can't be asked what it
 * has: a router's protocol. What is there shows at the zone's servers alone, {@link #lag} late. Extend it, and say how an address is sent.
 *
 * <p>An address that the vendor has taken is not sent again while the servers may still be about to give it, nor once all of them do: such
 * vendors block who repeats himself. That is remembered by this object alone. Thread-safe; one change of the zone at a time in the whole
 * process.
 */
public abstract class WriteOnlyDnsProvider implements DnsProvider, Inspectable {
    /** What the servers answer in, unless they are gone. */
    private static final Duration LOOK = Duration.ofSeconds(3);

    private final String zone;
    private final Duration lag;
    private final TimeSource time;
    private final ZoneLock lock;
    private final Map<RecordKey, Taken> taken = new ConcurrentHashMap<>();
    /** What servers may still give where something was sent, of which it is not known yet whether it was taken. */
    private final Map<RecordKey, Set<Optional<Set<String>>>> before = new ConcurrentHashMap<>();

    private final DnsProvider seen;

    /**
     * What the vendor last took.
     *
     * @param before what servers that do not know it yet may give
     */
    private record Taken(RecordSet recordSet, long at, Set<Optional<Set<String>>> before) {}

    /**
     * @param host where the vendor is told
     * @param zone in the spelling of {@link ZoneName}
     * @param servers who is asked what is there
     * @param lag more than zero
     */
    protected WriteOnlyDnsProvider(String host, String zone, Authorities servers, Duration lag, TimeSource time) {
        if (lag.isZero() || lag.isNegative()) {
            throw new IllegalArgumentException("servers take time: more than zero, not " + lag);
        }
        this.zone = zone;
        this.lag = lag;
        this.time = time;
        this.lock = ZoneLock.of(host, zone);
        this.seen = new Seen(servers);
    }

    /** What is there under a key; as {@link #find}, within the time that is left for the change. */
    @FunctionalInterface
    protected interface Look {
        Optional<RecordSet> at(RecordKey key) throws InterruptedException;
    }

    /**
     * Tells the vendor, and {@linkplain #took says} of each what it has taken.
     *
     * @param desired at least one, of distinct keys, each of one address
     * @param there for a vendor that changes one family with the other
     */
    protected abstract void send(List<RecordSet> desired, Look there, Deadline deadline) throws InterruptedException;

    /** The vendor has taken this, or has had it already. */
    protected final void took(RecordSet recordSet) {
        RecordKey key = recordSet.key();
        taken.put(key, new Taken(recordSet, time.nanoTime(), before.getOrDefault(key, Set.of())));
    }

    @Override
    public final String zone() {
        return zone;
    }

    @Override
    public final Duration lag() {
        return lag;
    }

    @Override
    public final Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
        return seen.find(key, timeout);
    }

    @Override
    public final void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
        seen.apply(changes, timeout);
    }

    @Override
    public final DnsProvider asking(Authorities servers) {
        return new Seen(servers);
    }

    private void requireOneAddress(RecordSet desired) {
        RecordType type = desired.key().type();
        if (type != RecordType.A && type != RecordType.AAAA || desired.values().size() != 1) {
            throw new RejectedException(
                    "%s takes one address for a name, of each family: %s in zone %s can't be %s there."
                            .formatted(
                                    this,
                                    desired.key(),
                                    zone,
                                    Excerpt.of(desired.values().toString())));
        }
    }

    private boolean isTaken(RecordSet desired, Publication served) {
        Taken last = taken.get(desired.key());
        return last != null
                && last.recordSet().sameValues(desired)
                && (served.isEverywhere(desired) || isOnItsWay(last, served));
    }

    /** What neither is on its way nor was there before is somebody else's, and no reason to wait. */
    private boolean isOnItsWay(Taken last, Publication served) {
        return time.nanoTime() - last.at() < lag.toNanos()
                && served.served().stream()
                        .allMatch(
                                each -> each.equals(Optional.of(last.recordSet().values()))
                                        || last.before().contains(each));
    }

    /** Something else is about to be sent, and what was taken is not what counts any more. */
    private void supersede(RecordKey key, Publication served) {
        Set<Optional<Set<String>>> possible = new HashSet<>(served.served());
        Taken last = taken.remove(key);
        if (last != null && time.nanoTime() - last.at() < lag.toNanos()) {
            possible.add(Optional.of(last.recordSet().values()));
            possible.addAll(last.before());
        }
        before.put(key, Set.copyOf(possible));
    }

    /** This provider, seen at some servers. */
    private final class Seen implements DnsProvider, Inspectable {
        private final Authorities servers;

        Seen(Authorities servers) {
            this.servers = servers;
        }

        private Publication look(RecordKey key, Deadline deadline) throws InterruptedException {
            Duration left = deadline.remaining();
            Publication found = servers.look(zone, key, left.compareTo(LOOK) < 0 ? left : LOOK);
            if (found.served().isEmpty()) {
                throw new UnavailableException("No server of zone %s says what %s is, and %s can't be asked: %s."
                        .formatted(
                                zone,
                                key,
                                WriteOnlyDnsProvider.this,
                                found.silent().stream()
                                        .map(silent -> silent.server() + " " + silent.reason())
                                        .collect(Collectors.joining(", "))));
            }
            return found;
        }

        @Override
        public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
            return agreed(key, Deadline.in(timeout, time::nanoTime));
        }

        /** What was taken a moment ago is there, whatever servers give that may not know it yet. */
        private Optional<RecordSet> agreed(RecordKey key, Deadline deadline) throws InterruptedException {
            Publication found = look(key, deadline);
            Taken last = taken.get(key);
            if (last != null && isOnItsWay(last, found)) {
                return Optional.of(last.recordSet());
            }
            if (found.served().size() > 1) {
                throw new UnavailableException(
                        "The servers of zone %s do not agree yet on what %s is; only they tell what %s has."
                                .formatted(zone, key, WriteOnlyDnsProvider.this));
            }
            return found.agreed();
        }

        @Override
        public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
            if (RecordChange.distinctKeys(changes).isEmpty()) {
                return;
            }
            changes.forEach(change -> requireOneAddress(change.desired()));
            Deadline deadline = Deadline.in(timeout, time::nanoTime);
            lock.hold(deadline, () -> make(changes, deadline));
        }

        private void make(List<RecordChange> changes, Deadline deadline) throws InterruptedException {
            Map<RecordKey, Publication> served = new LinkedHashMap<>();
            for (RecordChange change : changes) {
                served.put(change.key(), look(change.key(), deadline));
            }
            Map<RecordKey, Optional<RecordSet>> telling = new LinkedHashMap<>();
            for (RecordChange change : changes) {
                telling.put(change.key(), telling(change, requireNonNull(served.get(change.key()))));
            }
            RecordChange.requireEachPossible(zone, changes, key -> requireNonNull(telling.get(key)));
            List<RecordSet> unsent = changes.stream()
                    .map(RecordChange::desired)
                    .filter(desired -> !isTaken(desired, requireNonNull(served.get(desired.key()))))
                    .toList();
            if (!unsent.isEmpty()) {
                unsent.forEach(desired -> supersede(desired.key(), requireNonNull(served.get(desired.key()))));
                send(unsent, key -> agreed(key, deadline), deadline);
            }
        }

        /** Of what some servers give already, and others still: the change must not wait for the slowest of them. */
        private static Optional<RecordSet> telling(RecordChange change, Publication served) {
            List<Optional<RecordSet>> all = served.answers().stream()
                    .filter(Publication.Served.class::isInstance)
                    .map(answer -> ((Publication.Served) answer).recordSet())
                    .toList();
            return all.stream()
                    .filter(each -> change.isExpected(each) || change.isMadeIn(each))
                    .findFirst()
                    .orElse(all.get(0));
        }

        @Override
        public String zone() {
            return zone;
        }

        @Override
        public Set<DnsCapability> capabilities() {
            return WriteOnlyDnsProvider.this.capabilities();
        }

        @Override
        public Duration lag() {
            return lag;
        }

        @Override
        public DnsProvider asking(Authorities others) {
            return new Seen(others);
        }

        @Override
        public List<Finding> inspect(Duration timeout) throws InterruptedException {
            return WriteOnlyDnsProvider.this.inspect(timeout);
        }

        @Override
        public void close() {
            WriteOnlyDnsProvider.this.close();
        }

        @Override
        public String toString() {
            return WriteOnlyDnsProvider.this.toString();
        }
    }
}
