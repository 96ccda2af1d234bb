package dev.failover.route53;

import dev.failover.component.ComponentException;
import dev.failover.component.ConflictException;
import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.time.Deadline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.route53.model.ChangeInfo;
import software.amazon.awssdk.services.route53.model.ChangeStatus;

/**
 * One call's changes to a zone: looked at, planned, handed over in batches. Route 53 itself makes sure that what is
 * replaced is what was looked at; where it says that it is not, everything is looked at again. For one use.
 */
final class ZoneChange {
    private static final Logger log = LoggerFactory.getLogger(ZoneChange.class);

    /** Somebody who changes the zone between our look and our change, three times in a row, is not going to stop. */
    private static final int MAX_ROUNDS = 3;

    private final ZoneRecords records;
    private final Unpublished unpublished;
    private final List<RecordChange> changes;
    private final Collection<RecordSet> removed;
    private final List<String> accepted = new ArrayList<>();

    /** @param removed to be taken away */
    ZoneChange(
            ZoneRecords records, Unpublished unpublished, List<RecordChange> changes, Collection<RecordSet> removed) {
        this.records = records;
        this.unpublished = unpublished;
        this.changes = changes;
        this.removed = removed;
    }

    void make(Deadline deadline) throws InterruptedException {
        RejectedException refusal = null;
        for (int round = 1; ; round++) {
            List<Edit> edits = plan(deadline);
            if (refusal != null && !edits.isEmpty() && round > MAX_ROUNDS) {
                throw noting(refusal);
            }
            refusal = submit(Batches.of(edits), deadline);
            if (refusal == null) {
                return;
            }
        }
    }

    /** What is still to be done, once all is found to be as it should be before or after. */
    private List<Edit> plan(Deadline deadline) throws InterruptedException {
        Map<RecordKey, StoredSet> found;
        try {
            found = records.find(keys(), additions(), deadline);
        } catch (UnavailableException | RejectedException e) {
            throw noting(e);
        }
        Set<RecordKey> unknown = unpublished.unknown(found.keySet());
        List<Edit> edits = new ArrayList<>();
        List<String> conflicts = new ArrayList<>();
        for (RecordChange change : changes) {
            Optional<StoredSet> old =
                    Optional.ofNullable(found.get(change.key())).map(set -> set.orRefused(records.zone()));
            Optional<RecordSet> there = old.map(set -> set.read(records.zone()));
            RecordSet desired = change.desired();
            boolean done = change.isMadeIn(there);
            if (done && there.get().ttl().equals(desired.ttl())) {
                if (unknown.contains(change.key())) {
                    edits.add(new Edit(old, old));
                }
            } else if (done || change.isExpected(there)) {
                edits.add(new Edit(old, Optional.of(StoredSet.toCreate(desired, records.zone()))));
            } else {
                conflicts.add(change.contradiction(there));
            }
        }
        for (RecordSet each : removed) {
            Optional<StoredSet> old =
                    Optional.ofNullable(found.get(each.key())).map(set -> set.orRefused(records.zone()));
            Optional<RecordSet> there = old.map(set -> set.read(records.zone()));
            if (there.filter(present -> !present.sameValues(each)).isPresent()) {
                conflicts.add("%s is %s, not %s, which was to be removed"
                        .formatted(each.key(), Excerpt.of(there.get().values().toString()), each.values()));
            } else if (old.isPresent()) {
                edits.add(new Edit(old, Optional.empty()));
            }
        }
        if (!conflicts.isEmpty()) {
            throw noting(new ConflictException("In zone %s, %s; look again before deciding again."
                    .formatted(records.zone(), String.join(", and ", conflicts))));
        }
        return edits;
    }

    private Set<RecordKey> keys() {
        Set<RecordKey> keys = new LinkedHashSet<>(keys(changes));
        removed.forEach(each -> keys.add(each.key()));
        return keys;
    }

    private Set<RecordKey> additions() {
        return keys(
                changes.stream().filter(change -> change.expected().isEmpty()).toList());
    }

    private static Set<RecordKey> keys(List<RecordChange> changes) {
        return changes.stream().map(RecordChange::key).collect(Collectors.toSet());
    }

    /** @return why everything has to be looked at again; null if all was accepted */
    private @Nullable RejectedException submit(List<List<Edit>> batches, Deadline deadline)
            throws InterruptedException {
        for (List<Edit> batch : batches) {
            List<RecordKey> keys = batch.stream().map(Edit::key).toList();
            Answer<ChangeInfo> answer;
            try {
                answer = records.change(batch, deadline);
            } catch (UnavailableException e) {
                unpublished.lost(keys);
                throw noting(e);
            } catch (InterruptedException e) {
                unpublished.lost(keys);
                throw e;
            }
            if (answer instanceof Answer.Refused<ChangeInfo> refused) {
                if (!refused.refusal().isSuperseded()) {
                    throw noting(refused.exception());
                }
                // Perhaps by ourselves: an answer may have been lost on the way.
                log.info("Zone {} is not what it was a moment ago: {}", records.zone(), refused.refusal());
                unpublished.lost(keys);
                return refused.exception();
            }
            accepted(keys, answer.orThrow());
        }
        return null;
    }

    private void accepted(List<RecordKey> keys, ChangeInfo change) {
        String id = PublishedChange.bareId(change.id());
        unpublished.accepted(keys, id);
        accepted.add(id);
        if (change.status() == ChangeStatus.INSYNC) {
            unpublished.published(id);
        }
        log.info("Route 53 accepted {} in zone {} as change {}", keys, records.zone(), id);
    }

    /** The same failure, with what was done before it. */
    private ComponentException noting(ComponentException e) {
        if (accepted.isEmpty()) {
            return e;
        }
        return e.noting("Part of the changes was accepted before, as %s.".formatted(accepted));
    }
}
