package dev.failover.decision;

import dev.failover.component.Excerpt;
import dev.failover.component.Problems;
import java.time.Duration;
import java.util.Optional;

/**
 * A human's wish to switch. A standby that a human asked for is not left for the primary unasked (S22).
 *
 * @param force whether unmet gates are overridden; the override is journalled with name and reason
 * @param lasting for how long a standby is held, more than zero; empty until a human says otherwise
 */
public record SwitchRequest(String site, String by, String reason, boolean force, Optional<Duration> lasting) {
    /** What a human says is shown on screens and phones: on one line, and cut after so many characters. */
    public static final int LONGEST_REASON = 1_000;

    /** Until a human says otherwise. */
    public SwitchRequest(String site, String by, String reason, boolean force) {
        this(site, by, reason, force, Optional.empty());
    }

    /** @throws IllegalArgumentException if {@code force} comes without a name and a reason, or {@code lasting} is no time */
    public SwitchRequest {
        by = Excerpt.of(by);
        reason = Excerpt.of(reason, LONGEST_REASON);
        new Problems()
                .unless(!by.isBlank(), "", "a switch by hand needs a name")
                .unless(!force || !reason.isBlank(), "", "a forced switch needs a reason")
                .unless(
                        lasting.filter(time -> time.isNegative() || time.isZero())
                                .isEmpty(),
                        "",
                        "a switch holds for more than no time")
                .throwAsArgument();
    }
}
