package dev.failover.dns;

import dev.failover.component.ComponentException;
import dev.failover.component.ConflictException;
import dev.failover.component.Excerpt;
import dev.failover.dns.RecordEdit.ListedRecord;
import dev.failover.time.Attempts;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call's changes at a vendor that edits records one by one and knows them by ids: everything is looked at, then edited. The same call
 * made again goes on from where this one ended. For one use.
 */
public final class RecordByRecord {
    private static final Logger log = LoggerFactory.getLogger(RecordByRecord.class);

    /** What the vendor does. */
    public interface Vendor {
        /** The records of exactly this name and type. */
        List<ListedRecord> find(RecordKey key, Deadline deadline) throws InterruptedException;

        /**
         * Makes one edit. A record that is gone is as good as deleted.
         *
         * @throws dev.failover.component.UnavailableException also if the record to be edited is gone: then all is looked at again
         */
        void edit(RecordEdit edit, RecordSet desired, Deadline deadline) throws InterruptedException;
    }

    private final Vendor vendor;
    private final String zone;
    private final String halfWay;
    private boolean written;

    /**
     * Nothing is done yet.
     *
     * @param zone for messages
     * @param halfWay the sentence that a failure ends with, once something was sent
     */
    public RecordByRecord(Vendor vendor, String zone, String halfWay) {
        this.vendor = vendor;
        this.zone = zone;
        this.halfWay = halfWay;
    }

    /**
     * The record set that records make up; empty if there are none.
     *
     * @param found with the TTLs that are served
     * @throws dev.failover.component.RejectedException if they can't be one
     */
    public static Optional<RecordSet> recordSet(RecordKey key, String zone, List<ListedRecord> found) {
        if (found.isEmpty()) {
            return Optional.empty();
        }
        // A set has one TTL (RFC 2181, section 5.2); where its records differ, name servers give the least.
        long ttl = found.stream().mapToLong(ListedRecord::ttl).min().orElseThrow();
        return Optional.of(
                RecordSet.found(key, zone, () -> new RecordSet(key, Duration.ofSeconds(ttl), values(found))));
    }

    private static Set<String> values(List<ListedRecord> found) {
        return found.stream().map(ListedRecord::value).collect(Collectors.toSet());
    }

    /**
     * Makes the changes.
     *
     * @param changes with TTLs that the vendor keeps as they are
     * @throws ConflictException if one of the record sets is not as expected, as desired, or on the way
     */
    public void make(List<RecordChange> changes, Attempts attempts, Deadline deadline) throws InterruptedException {
        List<List<ListedRecord>> found = new ArrayList<>();
        for (RecordChange change : changes) {
            found.add(look(change, deadline));
        }
        try {
            for (int i = 0; i < changes.size(); i++) {
                edit(changes.get(i), found.get(i), attempts, deadline);
            }
        } catch (ComponentException e) {
            throw written ? e.noting(halfWay) : e;
        }
    }

    private List<ListedRecord> look(RecordChange change, Deadline deadline) throws InterruptedException {
        List<ListedRecord> found = vendor.find(change.key(), deadline);
        Set<String> values = values(found);
        Set<String> expected = change.expected().map(RecordSet::values).orElse(Set.of());
        if (!RecordEdit.isOnTheWay(values, expected, change.desired().values())) {
            throw new ConflictException("%s in zone %s was expected to be %s, to become %s, and is %s."
                    .formatted(
                            change.key(),
                            zone,
                            expected,
                            change.desired().values(),
                            values.isEmpty() ? "absent" : Excerpt.of(values.toString())));
        }
        return found;
    }

    /** An edit whose answer was lost may have been made: before anything else, the records are looked at again. */
    private void edit(RecordChange change, List<ListedRecord> found, Attempts attempts, Deadline deadline)
            throws InterruptedException {
        int edits = attempts.make(
                deadline,
                within -> edit(found, change.desired(), within),
                within -> edit(look(change, within), change.desired(), within));
        log.debug("{} in zone {}: {} edits", change.key(), zone, edits);
    }

    private int edit(List<ListedRecord> found, RecordSet desired, Deadline deadline) throws InterruptedException {
        List<RecordEdit> edits = RecordEdit.between(found, desired);
        for (RecordEdit edit : edits) {
            written = true;
            vendor.edit(edit, desired, deadline);
        }
        return edits.size();
    }

    /**
     * Takes record sets away, as {@link RecordRemover} has it.
     *
     * @throws ConflictException if something else stands under one of their names and types
     */
    public void remove(Collection<RecordSet> recordSets, Attempts attempts, Deadline deadline)
            throws InterruptedException {
        try {
            // A deletion whose answer was lost may have been made: each attempt begins with a look.
            attempts.make(deadline, within -> {
                Map<RecordSet, List<ListedRecord>> found = new LinkedHashMap<>();
                for (RecordSet each : recordSets) {
                    found.put(each, lookAtAll(each, within));
                }
                for (Map.Entry<RecordSet, List<ListedRecord>> each : found.entrySet()) {
                    for (ListedRecord record : each.getValue()) {
                        written = true;
                        vendor.edit(new RecordEdit.Delete(record), each.getKey(), within);
                    }
                }
                return true;
            });
        } catch (ComponentException e) {
            throw written ? e.noting(halfWay) : e;
        }
    }

    private List<ListedRecord> lookAtAll(RecordSet removed, Deadline deadline) throws InterruptedException {
        List<ListedRecord> found = vendor.find(removed.key(), deadline);
        // Fewer than there were are what a call that was cut off has left.
        if (!removed.values().containsAll(values(found))) {
            throw new ConflictException("%s in zone %s is %s, not %s, which was to be removed."
                    .formatted(removed.key(), zone, Excerpt.of(values(found).toString()), removed.values()));
        }
        return found;
    }
}
