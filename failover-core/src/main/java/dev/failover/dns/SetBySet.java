package dev.failover.dns;

import dev.failover.component.ComponentException;
import dev.failover.component.UnavailableException;
import dev.failover.time.Attempts;
import dev.failover.time.Deadline;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One call's changes at a vendor that changes a record set as a whole, one at a time, and can't compare: everything is looked at, then
 * changed in the order given. For one use.
 */
public final class SetBySet {
    /** What the vendor does. */
    public interface Vendor {
        /** What stands under a key; empty if nothing does. */
        Optional<RecordSet> find(RecordKey key, Deadline deadline) throws InterruptedException;

        /** @return whether it was made; not if there is one */
        boolean create(RecordSet desired, Deadline deadline) throws InterruptedException;

        /** Puts a record set in place of the one that was found. */
        void replace(RecordSet found, RecordSet desired, Deadline deadline) throws InterruptedException;
    }

    private final Vendor vendor;
    private final String zone;
    private final List<RecordChange> changes;
    private boolean written;

    /**
     * Nothing is done yet.
     *
     * @param zone for messages
     * @param changes with TTLs that the vendor takes
     */
    public SetBySet(Vendor vendor, String zone, List<RecordChange> changes) {
        this.vendor = vendor;
        this.zone = zone;
        this.changes = changes;
    }

    /**
     * Makes the changes. What was sent and not answered may have been done, so each attempt begins with a look.
     *
     * @throws dev.failover.component.ConflictException if one of the record sets is neither as expected nor as desired
     */
    public void make(Attempts attempts, Deadline deadline) throws InterruptedException {
        try {
            attempts.make(deadline, within -> {
                make(within);
                return true;
            });
        } catch (ComponentException e) {
            throw written ? e.noting("Part of the changes to zone " + zone + " may have been made.") : e;
        }
    }

    private void make(Deadline deadline) throws InterruptedException {
        Map<RecordKey, Optional<RecordSet>> found = new LinkedHashMap<>();
        for (RecordChange change : changes) {
            found.put(change.key(), vendor.find(change.key(), deadline));
        }
        RecordChange.requireEachPossible(zone, changes, key -> found.getOrDefault(key, Optional.empty()));
        for (RecordChange change : changes) {
            make(change, found.getOrDefault(change.key(), Optional.empty()), deadline);
        }
    }

    private void make(RecordChange change, Optional<RecordSet> found, Deadline deadline) throws InterruptedException {
        RecordSet desired = change.desired();
        if (found.isEmpty()) {
            if (!vendor.create(desired, deadline)) {
                throw new UnavailableException("%s in zone %s was made by somebody else a moment ago; look again."
                        .formatted(change.key(), zone));
            }
            written = true;
        } else if (!found.get().equals(desired)) {
            vendor.replace(found.get(), desired, deadline);
            written = true;
        }
    }
}
