package dev.failover.traffic;

import dev.failover.component.ConflictException;

/**
 * What a traffic switch is asked to do.
 *
 * @param expected where the traffic goes now, as far as is known
 * @param site the name of the site that is to get it
 */
public record Redirection(Traffic expected, String site) {
    /** Whether nothing is left to do. */
    public boolean isMadeIn(Traffic found) {
        return found.equals(Traffic.to(site));
    }

    /**
     * Checks what every switch must before it does anything: that the traffic goes where that is expected, or to the site.
     *
     * @param name of the switch, for the message
     * @throws ConflictException if it does neither
     */
    public void requirePossible(String name, Traffic found) {
        if (!isMadeIn(found) && !found.equals(expected)) {
            throw new ConflictException("%s sends to %s, neither to %s, as expected, nor to %s, as desired"
                    .formatted(name, found, expected, site));
        }
    }
}
