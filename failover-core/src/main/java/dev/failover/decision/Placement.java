package dev.failover.decision;

import dev.failover.dns.RecordSet;

/** A record set that may be in a zone, or in a traffic switch, through us. */
public record Placement(Place place, RecordSet recordSet) {
    public Placement {
        if (!place.key().equals(recordSet.key())) {
            throw new IllegalArgumentException(recordSet.key() + " does not belong at " + place);
        }
    }

    /** What is put there, for a human. */
    public String text() {
        return place.isSwitch()
                ? place.provider() + " to " + String.join("+", recordSet.values())
                : recordSet.toString();
    }

    /** Whether both put the same values in the same place. */
    public boolean sameValues(Placement other) {
        return place.equals(other.place) && recordSet.sameValues(other.recordSet);
    }
}
