package dev.failover.decision;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;

/**
 * Where a managed record set lives: in a zone, or in a traffic switch, which is looked at as a zone that holds one text, the name of the
 * site that gets the traffic.
 *
 * @param provider the name of the provider, or of the switch, in the configuration
 */
public record Place(String provider, RecordKey key) {
    private static final RecordKey TRAFFIC = new RecordKey("_traffic", RecordType.TXT);

    /** The one place that a traffic switch has. */
    public static Place ofSwitch(String name) {
        return new Place(name, TRAFFIC);
    }

    /** Whether this is a traffic switch's. */
    public boolean isSwitch() {
        return key.equals(TRAFFIC);
    }

    @Override
    public String toString() {
        return isSwitch() ? "the site behind " + provider : key + " at " + provider;
    }
}
