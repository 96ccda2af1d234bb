package dev.failover.rfc2136;

import dev.failover.component.ComponentException;
import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordRemover;
import dev.failover.dns.RecordSet;
import dev.failover.dns.SharedBatches;
import dev.failover.dns.ZoneLock;
import dev.failover.rfc2136.Updates.Part;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One DNS zone on a server that takes dynamic updates (RFC 2136), signed by a shared key (TSIG, RFC 8945).
 *
 * <p>All changes of a call are one message, with what each of them expects as its prerequisites (section 2.4.2). The server
 * looks at all of them and then makes all of the changes, or none (section 3.7), with nobody in between: atomic batch and
 * compare-and-set are its own doing. A message holds 65,535 bytes, or some 1,000 record sets of one address; a
 * call with more than that is made in parts, each of them atomic, what is of one name in one part, and after all parts
 * were checked.
 *
 * <p>{@link #find} asks the update server itself for exactly this name and type; what a wildcard gives there does not count. The first
 * that finds something also rehearses a change: it sends an update of prerequisites alone, which changes nothing. {@link
 * #apply} returns once that server serves the outcome; when its secondaries do is for the caller to see. A message that
 * got no answer is sent again as it was, over UDP and then TCP, for as long as the timeout allows; if an earlier copy had taken
 * effect, its outcome is recognised by looking.
 *
 * <p>Thread-safe; changes by one instance wait for each other. Several instances, and several processes, are kept
 * apart by the server.
 */
public final class Rfc2136DnsProvider implements DnsProvider, RecordRemover, Inspectable, SharedBatches {
    private static final Logger log = LoggerFactory.getLogger(Rfc2136DnsProvider.class);
    private static final Function<Part, Request> IN_EARNEST = Part::request;
    private static final Function<Part, Request> AS_A_QUESTION = Part::question;

    private final String zone;
    private final PrimaryServer server;
    private final ZoneReader reader;
    private final List<RecordKey> checkRecords;
    private final Serial serial;
    private final AtomicBoolean rehearsed = new AtomicBoolean();
    private final ZoneLock lock;
    private final TimeSource time;

    Rfc2136DnsProvider(String zone, PrimaryServer server, List<RecordKey> checkRecords, TimeSource time) {
        this.zone = zone;
        this.server = server;
        this.reader = new ZoneReader(server, zone);
        this.checkRecords = List.copyOf(checkRecords);
        this.lock = ZoneLock.ofOne(zone);
        this.time = time;
        this.serial = new Serial(time::nanoTime);
    }

    /** A builder; its zone, its server, and a key's name and secret must be set. */
    public static Rfc2136DnsProviderBuilder builder() {
        return new Rfc2136DnsProviderBuilder();
    }

    @Override
    public String zone() {
        return zone;
    }

    @Override
    public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
        Deadline deadline = deadline(timeout);
        Optional<RecordSet> found = reader.find(key, deadline).recordSet();
        if (found.isPresent() && !rehearsed.getAndSet(true)) {
            rehearse(found.get(), deadline);
        }
        return found;
    }

    /**
     * Goes the whole way of a change without making one, while nobody waits for it: the JVM prepares code when it first runs, and the
     * serial number is known when a change needs it.
     *
     * @param found what the zone has; if it has something else by now, nothing is gained
     */
    private void rehearse(RecordSet found, Deadline deadline) throws InterruptedException {
        try {
            serial.saw(reader.soa(deadline).getSerial());
            change(List.of(RecordChange.replace(found, found)), deadline, AS_A_QUESTION);
        } catch (ComponentException e) {
            log.debug("{}: a change can't be rehearsed: {}", this, e.getMessage());
        }
    }

    @Override
    public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
        change(changes, deadline(timeout), IN_EARNEST);
    }

    private void change(List<RecordChange> changes, Deadline deadline, Function<Part, Request> sent)
            throws InterruptedException {
        if (!RecordChange.distinctKeys(changes).isEmpty()) {
            lock.hold(deadline, () -> new ZoneChange(server, reader, zone, serial, deadline, time, sent).make(changes));
        }
    }

    @Override
    public void remove(Collection<RecordSet> recordSets, Duration timeout) throws InterruptedException {
        Deadline deadline = deadline(timeout);
        lock.hold(deadline, () -> new Removal(server, reader, zone, deadline, time).make(recordSets));
    }

    private Deadline deadline(Duration timeout) {
        return Deadline.in(timeout, time::nanoTime);
    }

    @Override
    public Set<DnsCapability> capabilities() {
        return Set.of(DnsCapability.ATOMIC_BATCH, DnsCapability.COMPARE_AND_SET);
    }

    @Override
    public boolean isOneBatch(List<RecordChange> changes) {
        return Updates.fit(
                zone, changes.stream().map(change -> Step.of(change, zone)).toList());
    }

    @Override
    public List<Finding> inspect(Duration timeout) throws InterruptedException {
        return new Inspection(server, reader, zone, checkRecords).make(deadline(timeout));
    }

    @Override
    public String toString() {
        return "zone " + zone + " at " + server;
    }
}
