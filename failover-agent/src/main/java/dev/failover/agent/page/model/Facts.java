package dev.failover.agent.page.model;

import dev.failover.agent.control.ServiceView;
import dev.failover.agent.control.StatusDocument;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that a page is made of, at one moment.
 *
 * @param status as {@code status --json} says it
 * @param histories by {@link #key}
 * @param beads the latest checks of each site, oldest first, by {@link #key}
 */
public record Facts(
        String title,
        Instant at,
        StatusDocument status,
        Map<String, History> histories,
        Map<String, List<Bead>> beads) {
    public Facts {
        histories = Map.copyOf(histories);
        beads = Map.copyOf(beads);
    }

    /** What is kept of a site goes by this name; of a service, by the service's. Neither name has a slash. */
    public static String key(String service, String site) {
        return service + "/" + site;
    }

    /** How a service stood. */
    public History history(String service) {
        return histories.getOrDefault(service, History.NONE);
    }

    /** How a site of it stood. */
    public History history(String service, String site) {
        return histories.getOrDefault(key(service, site), History.NONE);
    }

    /** The latest checks of a site. */
    public List<Bead> beads(String service, String site) {
        return beads.getOrDefault(key(service, site), List.of());
    }

    /** The services. */
    public List<ServiceView> services() {
        return status.services();
    }
}
