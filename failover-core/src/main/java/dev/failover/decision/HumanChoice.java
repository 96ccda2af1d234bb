package dev.failover.decision;

import java.time.Instant;
import java.util.Optional;

/**
 * S22: where a human put a service, which is not undone without one. It ends with a human's next word, when its time is over, or
 * once a failover away from the site is published: a site that failed is not what was chosen.
 *
 * @param site which standby; the primary is left for a failure only, and needs none
 * @param until when it ends by itself, by the wall clock; empty if only a human ends it
 * @param by who chose
 * @param reason why; may be empty
 */
public record HumanChoice(String site, Instant since, Optional<Instant> until, String by, String reason) {
    /** Whether it says nothing any more. */
    public boolean isOver(Instant now) {
        return until.filter(end -> !now.isBefore(end)).isPresent();
    }
}
