package dev.failover.decision;

/**
 * A human's wish to switch.
 *
 * @param force whether unmet gates are overridden; the override is journalled with name and reason
 */
public record SwitchRequest(String site, String by, String reason, boolean force) {
    /** @throws IllegalArgumentException if {@code force} comes without a name and a reason */
    public SwitchRequest {
        if (by.isBlank()) {
            throw new IllegalArgumentException("a switch by hand needs a name");
        }
        if (force && reason.isBlank()) {
            throw new IllegalArgumentException("a forced switch needs a reason");
        }
    }
}
