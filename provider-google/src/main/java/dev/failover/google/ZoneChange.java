package dev.failover.google;

import dev.failover.component.RejectedException;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.http.ApiAnswer;
import dev.failover.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call's changes to a zone: looked at, and handed over as one. For one use. */
final class ZoneChange {
    private static final Logger log = LoggerFactory.getLogger(ZoneChange.class);

    /** Somebody who changes the zone between our look and our change, three times in a row, is not going to stop. */
    private static final int MAX_ROUNDS = 3;

    private final ManagedZone managed;
    private final String zone;
    private final List<RecordChange> changes;

    ZoneChange(ManagedZone managed, String zone, List<RecordChange> changes) {
        this.managed = managed;
        this.zone = zone;
        this.changes = changes;
    }

    /** What was sent and not answered may have been done, so each attempt begins with a look. */
    void make(Deadline deadline) throws InterruptedException {
        for (int round = 1; ; round++) {
            ApiAnswer<Boolean> answer = submit(deadline);
            if (!answer.isRefusedAs(GoogleDialect::isSuperseded)) {
                answer.orThrow();
                return;
            }
            RejectedException why = ((ApiAnswer.Refused<Boolean>) answer).exception();
            if (round == MAX_ROUNDS) {
                throw why;
            }
            log.info("Zone {} is not what it was a moment ago: {}", zone, why.getMessage());
        }
    }

    private ApiAnswer<Boolean> submit(Deadline deadline) throws InterruptedException {
        Map<RecordKey, StoredSet> found =
                managed.find(changes.stream().map(RecordChange::key).toList(), deadline);
        RecordChange.requireEachPossible(zone, changes, key -> recordSet(found, key));
        List<StoredSet> removed = new ArrayList<>();
        List<StoredSet> added = new ArrayList<>();
        for (RecordChange change : changes) {
            if (!recordSet(found, change.key()).equals(Optional.of(change.desired()))) {
                Optional.ofNullable(found.get(change.key())).ifPresent(removed::add);
                added.add(StoredSet.of(change.desired(), zone));
            }
        }
        return added.isEmpty() ? new ApiAnswer.Done<>(true) : managed.change(removed, added, deadline);
    }

    private Optional<RecordSet> recordSet(Map<RecordKey, StoredSet> found, RecordKey key) {
        return Optional.ofNullable(found.get(key)).map(stored -> stored.recordSet(zone));
    }
}
