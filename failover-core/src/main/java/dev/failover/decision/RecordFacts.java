package dev.failover.decision;

import java.util.Optional;

/**
 * What the zones' own servers give for a service's records, against what this watcher put or found there.
 *
 * @param site the one site that all records point to; empty if they are mixed, point elsewhere, or are unknown
 * @param sentence what was found
 */
public record RecordFacts(Status status, Optional<String> site, String sentence) {

    /** Whether something is there that is not what this watcher put or found there. */
    public boolean isSomebodyElses() {
        return status == Status.FOREIGN || status == Status.SUPERSEDED;
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
        /** No server could be asked. */
        UNKNOWN,
        /** No server was asked yet. */
        UNSEEN
    }
}
