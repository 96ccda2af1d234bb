package dev.failover.ovh;

import dev.failover.component.ComponentException;
import dev.failover.component.ConflictException;
import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordEdit;
import dev.failover.dns.RecordEdit.ListedRecord;
import dev.failover.dns.RecordSet;
import dev.failover.time.Attempts;
import dev.failover.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One batch of changes to a zone: everything is looked at, then edited, then published by one refresh. After a failed
 * write nothing is published, and the same batch made again goes on from where this one ended. For one use.
 */
final class ZoneChange {
    private static final Logger log = LoggerFactory.getLogger(ZoneChange.class);

    private final ZoneRecords records;
    private final Attempts attempts;
    private final String zone;
    private boolean written;

    ZoneChange(ZoneRecords records, Attempts attempts, String zone) {
        this.records = records;
        this.attempts = attempts;
        this.zone = zone;
    }

    /** @param changes with TTLs that OVH keeps as they are */
    void make(List<RecordChange> changes, Deadline deadline) throws InterruptedException {
        List<List<ListedRecord>> found = new ArrayList<>();
        for (RecordChange change : changes) {
            found.add(look(change, deadline));
        }
        try {
            for (int i = 0; i < changes.size(); i++) {
                edit(changes.get(i), found.get(i), deadline);
            }
        } catch (ComponentException e) {
            throw written ? e.noting("What was edited before in zone " + zone + " is not published yet.") : e;
        }
        try {
            // Also when there was nothing to edit: what an earlier call edited may never have been published.
            records.refresh(deadline);
        } catch (RejectedException e) {
            throw e.noting("The records of zone " + zone + " are edited but not published.");
        } catch (UnavailableException e) {
            throw e.noting("The records of zone " + zone + " are edited; whether they are published is unknown.");
        }
    }

    private List<ListedRecord> look(RecordChange change, Deadline deadline) throws InterruptedException {
        List<ListedRecord> found = records.find(change.key(), deadline);
        Set<String> values = found.stream().map(ListedRecord::value).collect(Collectors.toSet());
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
    private void edit(RecordChange change, List<ListedRecord> found, Deadline deadline) throws InterruptedException {
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
            records.edit(edit, desired, deadline);
        }
        return edits.size();
    }
}
