package dev.failover.internal.decision;

import dev.failover.decision.Ownership;
import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.ServiceState;
import dev.failover.dns.RecordSet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a watcher shows in the zones which decision of whom is in force.
 *
 * @param watcher its name, which no other watcher of the service has
 * @param places where the ownership records are, one for each provider of the service
 */
public record Claim(String service, String watcher, List<Place> places) {
    /** Nobody but watchers reads it; the least that all vendors take. */
    private static final Duration TTL = Duration.ofSeconds(60);

    public Claim {
        places = List.copyOf(places);
    }

    /** What a decision of this watcher puts in place. */
    public Placement placement(Place place, ServiceState state) {
        Optional<Ownership.Held> held = state.chosenHere().map(chosen -> new Ownership.Held(chosen.until()));
        String text = new Ownership(service, state.epoch(), watcher, held).text();
        return new Placement(place, RecordSet.of(place.key(), TTL, text));
    }

    /** What a record set says of this service; empty if it says nothing of it. */
    public Optional<Ownership> read(RecordSet recordSet) {
        return Ownership.read(recordSet).filter(ownership -> ownership.service().equals(service));
    }
}
