package dev.failover.agent.config;

import java.util.List;

/**
 * Where the public page is put as files.
 *
 * @param notifiers told if one of the places is not reached; empty for all there are
 */
public record ExportDefinition(Destinations to, List<String> notifiers) {
    /** Nowhere. */
    public static final ExportDefinition NOWHERE = new ExportDefinition(Destinations.NOWHERE, List.of());

    public ExportDefinition {
        notifiers = List.copyOf(notifiers);
    }

    /** Whether it goes anywhere. */
    public boolean isWanted() {
        return to.isAny();
    }

    /** Closes what goes elsewhere. Idempotent. */
    void close() {
        to.close();
    }
}
