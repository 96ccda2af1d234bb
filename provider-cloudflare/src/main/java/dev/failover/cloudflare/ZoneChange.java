package dev.failover.cloudflare;

import dev.failover.component.ComponentException;
import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import dev.failover.http.ApiAnswer;
import dev.failover.time.Attempts;
import dev.failover.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call's changes to a zone: looked at, planned, handed over in batches. For one use. */
final class ZoneChange {
    private static final Logger log = LoggerFactory.getLogger(ZoneChange.class);

    /** Somebody who changes the zone between our look and our change, three times in a row, is not going to stop. */
    private static final int MAX_ROUNDS = 3;

    private final ZoneRecords records;
    private final Zone zone;
    private final int mostOperations;
    private final List<RecordChange> changes;
    private boolean begun;

    /** @param changes with TTLs that Cloudflare keeps as they are; those of texts are made first */
    ZoneChange(ZoneRecords records, Zone zone, int mostOperations, List<RecordChange> changes) {
        this.records = records;
        this.zone = zone;
        this.mostOperations = mostOperations;
        this.changes = Stream.of(true, false)
                .flatMap(texts -> changes.stream().filter(change -> isText(change) == texts))
                .toList();
    }

    /** A batch whose answer was lost may have been made: each attempt begins with a look. */
    void make(Attempts attempts, Deadline deadline) throws InterruptedException {
        try {
            attempts.make(deadline, within -> {
                make(within);
                return true;
            });
        } catch (ComponentException e) {
            throw begun ? e.noting("Part of the changes to zone " + zone.name() + " was made before.") : e;
        }
    }

    private void make(Deadline deadline) throws InterruptedException {
        RejectedException superseded = null;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            Map<RecordKey, List<StoredRecord>> found = look(deadline);
            if (claim(found, deadline)) {
                found = lookAgain(deadline);
            }
            superseded = submit(plan(found), deadline);
            if (superseded == null) {
                return;
            }
        }
        throw superseded;
    }

    /** What is there, once all is found to be as it should be before or after. */
    private Map<RecordKey, List<StoredRecord>> look(Deadline deadline) throws InterruptedException {
        Map<RecordKey, List<StoredRecord>> found = records.find(keys(), deadline);
        RecordChange.requireEachPossible(
                zone.name(), changes, key -> FoundSet.of(key, found, zone).recordSet());
        return found;
    }

    /**
     * Puts a placeholder where a text is to be made: of two who do that, Cloudflare refuses the second record as identical to the
     * first, and both have one id to replace. Without it both could add their text, as several may stand under one name.
     *
     * @return whether there was anything to claim, so that all has to be looked at again
     */
    private boolean claim(Map<RecordKey, List<StoredRecord>> found, Deadline deadline) throws InterruptedException {
        boolean claimed = false;
        for (RecordChange change : changes) {
            if (isText(change) && found.getOrDefault(change.key(), List.of()).isEmpty()) {
                ApiAnswer<Boolean> added = records.add(change.desired(), FoundSet.PLACEHOLDER, deadline);
                if (!added.isRefusedAs(Code::isIdentical)) {
                    added.orThrow();
                }
                claimed = true;
            }
        }
        return claimed;
    }

    /** Where somebody made the text between our look and our placeholder, that is taken away again. */
    private Map<RecordKey, List<StoredRecord>> lookAgain(Deadline deadline) throws InterruptedException {
        try {
            return look(deadline);
        } catch (ConflictException e) {
            Batch strays = new Batch(zone);
            records.find(keys(), deadline)
                    .forEach((key, stored) ->
                            new FoundSet(key, stored, zone).strays().forEach(strays::delete));
            if (strays.size() > 0) {
                records.change(strays.body(), deadline);
            }
            throw e;
        }
    }

    private List<Batch> plan(Map<RecordKey, List<StoredRecord>> found) {
        List<Batch> batches = new ArrayList<>();
        for (RecordChange change : changes) {
            FoundSet there = FoundSet.of(change.key(), found, zone);
            if (there.isExactly(change.desired())) {
                continue;
            }
            Batch edits = new Batch(zone);
            edits.add(there.listed(), change.desired());
            Batch last = batches.isEmpty() ? null : batches.get(batches.size() - 1);
            if (last == null || last.size() + edits.size() > mostOperations) {
                batches.add(edits);
            } else {
                last.addAll(edits);
            }
        }
        return batches;
    }

    /** @return why everything has to be looked at again; null if all was made */
    private @Nullable RejectedException submit(List<Batch> batches, Deadline deadline) throws InterruptedException {
        for (Batch batch : batches) {
            ApiAnswer<Boolean> answer = records.change(batch.body(), deadline);
            if (answer instanceof ApiAnswer.Refused<Boolean> refused && Code.isSuperseded(refused.refusal())) {
                log.info("Zone {} is not what it was a moment ago: {}", zone.name(), refused.refusal());
                return refused.exception();
            }
            answer.orThrow();
            begun |= batches.size() > 1;
            log.debug("{} operations in zone {}", batch.size(), zone.name());
        }
        return null;
    }

    private List<RecordKey> keys() {
        return changes.stream().map(RecordChange::key).toList();
    }

    private static boolean isText(RecordChange change) {
        return change.key().type() == RecordType.TXT;
    }
}
