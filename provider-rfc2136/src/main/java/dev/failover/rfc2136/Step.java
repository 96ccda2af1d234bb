package dev.failover.rfc2136;

import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Record;

/**
 * A change on its way into an update.
 *
 * @param expected the records, all of them, that must be there; empty if nothing of this name and type may be
 * @param desired what is put in their place; empty if they only have to be there
 */
record Step(RecordKey key, List<Record> expected, Optional<RecordSet> desired) {
    /** TTLs of prerequisites are zero (RFC 2136, section 2.4.2): they are not compared. */
    private static final long NO_TTL = 0;

    static Step of(RecordChange change, String zone) {
        List<Record> expected = change.expected()
                .map(recordSet -> Records.of(recordSet, zone, NO_TTL))
                .orElse(List.of());
        return new Step(change.key(), expected, Optional.of(change.desired()));
    }

    /** For a change that may have been made already. Writes it again, as its TTL can't be a prerequisite. */
    static Step again(RecordChange change, String zone) {
        return new Step(change.key(), Records.of(change.desired(), zone, NO_TTL), Optional.of(change.desired()));
    }
}
