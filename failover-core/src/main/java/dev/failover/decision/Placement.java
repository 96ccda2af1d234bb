package dev.failover.decision;

import dev.failover.dns.RecordSet;

/** A record set that may be in a zone through us. */
public record Placement(Place place, RecordSet recordSet) {
    public Placement {
        if (!place.key().equals(recordSet.key())) {
            throw new IllegalArgumentException(recordSet.key() + " does not belong at " + place);
        }
    }

    /** Whether both put the same values in the same place. */
    public boolean sameValues(Placement other) {
        return place.equals(other.place) && recordSet.sameValues(other.recordSet);
    }
}
