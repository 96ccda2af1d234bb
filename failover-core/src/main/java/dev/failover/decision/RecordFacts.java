package dev.failover.decision;

import java.util.Optional;

/**
 * What the zones' own servers give for a service's records, against what this watcher put or found there.
 *
 * @param site the one site that all records point to; empty if they are mixed, point elsewhere, or are unknown
 * @param sentence what was found
 * @param lost which ownership records were there and are gone, as a sentence; empty if none
 * @param doubt what servers give that is not ours, as a sentence, while its vendor has not said yet what it has; empty if nothing
 */
public record RecordFacts(
        Status status, Optional<String> site, String sentence, Optional<String> lost, Optional<String> doubt) {

    /** With no ownership record lost. */
    public RecordFacts(Status status, Optional<String> site, String sentence) {
        this(status, site, sentence, Optional.empty(), Optional.empty());
    }

    public RecordFacts withLost(String records) {
        return new RecordFacts(status, site, sentence, Optional.of(records), doubt);
    }

    public RecordFacts withDoubt(String values) {
        return new RecordFacts(status, site, sentence, lost, Optional.of(values));
    }

    /** Whether another watcher of this service has decided since. */
    public boolean isAnothers() {
        return status == Status.SUPERSEDED || status == Status.DIVERGED;
    }

    /** Whether something is there that is not what this watcher put or found there. */
    public boolean isSomebodyElses() {
        return status == Status.FOREIGN || status == Status.CONTESTED || isAnothers();
    }

    /** How they compare. */
    public enum Status {
        /** Every server gives what was decided. */
        AS_DECIDED,
        /** Every value served was put there by us, but not all of them are the latest. */
        PENDING,
        /** Some value was not put there by us, or a record set is gone. */
        FOREIGN,
        /** Another watcher of this service has decided since; where every record points to one site, that is what it decided. */
        SUPERSEDED,
        /** Another watcher has decided at the same time: each has some of the zones, and this one is to decide anew. */
        CONTESTED,
        /** Another watcher has decided since, for what is no site here: the two are configured differently. */
        DIVERGED,
        /** No server could be asked. */
        UNKNOWN,
        /** No server was asked yet. */
        UNSEEN
    }
}
