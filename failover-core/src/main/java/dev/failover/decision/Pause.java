package dev.failover.decision;

import dev.failover.component.Excerpt;
import java.time.Instant;

/**
 * No automatic write until a human resumes.
 *
 * @param by who asked for it
 * @param reason why; may be empty
 */
public record Pause(Instant since, String by, String reason) {
    public Pause {
        by = Excerpt.of(by);
        reason = Excerpt.of(reason, SwitchRequest.LONGEST_REASON);
    }
}
