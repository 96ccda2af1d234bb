package dev.failover.agent.config;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * What a service says of its drills.
 *
 * @param windows when a live one may begin; empty for always
 * @param zone in which the windows' times are meant
 */
public record DrillDefinition(List<DrillWindow> windows, ZoneId zone) {
    /** Of a service that says nothing. */
    public static final DrillDefinition DEFAULT = new DrillDefinition(List.of(), ZoneOffset.UTC);

    public DrillDefinition {
        windows = List.copyOf(windows);
    }

    /** Whether a live drill may begin. */
    public boolean allows(Instant now) {
        return windows.isEmpty() || windows.stream().anyMatch(window -> window.contains(now.atZone(zone)));
    }
}
