package dev.failover.decision;

import dev.failover.dns.Publication;
import dev.failover.dns.RecordSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the zones' own servers gave at the latest look at a service's records, each server by itself. Immutable.
 *
 * @param at when the look was over
 * @param records the managed ones first, in their order, then the ownership records
 */
public record RecordLook(Instant at, List<Looked> records) {
    public RecordLook {
        records = List.copyOf(records);
    }

    /**
     * A record set that was looked at.
     *
     * @param publication what each server gave, or why it gave nothing
     * @param decided what is to be there; empty if that is not known
     */
    public record Looked(Place place, String zone, Publication publication, Optional<RecordSet> decided) {
        /** The whole name, without final dot; of a traffic switch, its own. */
        public String name() {
            return place.isSwitch() ? place.provider() : place.key().in(zone);
        }
    }
}
