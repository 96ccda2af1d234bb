package dev.failover.internal.decision;

import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.ServiceState;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of the zones at the moment of reconciling.
 *
 * @param sites what each site would put in place, by its name; only of sites whose addresses are known
 * @param published what the zones' servers gave when last asked; a place that is missing was not looked at yet
 * @param found what the vendors had when last asked; only of places where that had to be known
 * @param applied the providers whose latest write returned, since the intent or the start of this process
 * @param expired what of the {@linkplain ServiceState#outstanding outstanding} can't take effect any more: every call that could
 *     have made it ended long enough ago
 * @param claim where it shows which decision is in force; empty if nowhere
 */
public record Surroundings(
        Map<String, List<Placement>> sites,
        List<Place> places,
        Map<Place, Publication> published,
        Map<Place, Optional<RecordSet>> found,
        Set<String> applied,
        Set<Placement> expired,
        Optional<Claim> claim) {
    public Surroundings {
        sites = Map.copyOf(sites);
        places = List.copyOf(places);
        published = Map.copyOf(published);
        found = Map.copyOf(found);
        applied = Set.copyOf(applied);
        expired = Set.copyOf(expired);
    }

    /** The places of the ownership records, and all others. */
    List<Place> allPlaces() {
        List<Place> all = new ArrayList<>(claim.map(Claim::places).orElse(List.of()));
        all.addAll(places);
        return all;
    }

    /** Whether this is all that a site puts in place: of every zone; a traffic switch need not be able to send there. */
    boolean isComplete(List<Placement> site) {
        return !site.isEmpty()
                && places.stream()
                        .filter(place -> !place.isSwitch())
                        .allMatch(place -> site.stream()
                                .anyMatch(placement -> placement.place().equals(place)));
    }

    /** Whether the vendor had exactly this when last asked. */
    boolean isFound(Placement placement) {
        return found.getOrDefault(placement.place(), Optional.empty())
                .filter(placement.recordSet()::sameValues)
                .isPresent();
    }
}
