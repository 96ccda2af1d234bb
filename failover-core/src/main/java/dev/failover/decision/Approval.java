package dev.failover.decision;

import dev.failover.component.Excerpt;
import dev.failover.component.Problems;
import java.time.Instant;

/**
 * A human's word, given beforehand, that a service may be switched to a site without being asked again. It is used up by the next
 * switch, to whatever site.
 *
 * @param site where to
 * @param until when it ends if it was not used
 * @param by who gave it
 * @param reason why
 */
public record Approval(String site, Instant since, Instant until, String by, String reason) {
    /** @throws IllegalArgumentException if it comes without a name or a reason, or ends before it begins */
    public Approval {
        by = Excerpt.of(by);
        reason = Excerpt.of(reason, SwitchRequest.LONGEST_REASON);
        new Problems()
                .unless(!by.isBlank(), "", "an approval needs a name")
                .unless(!reason.isBlank(), "", "an approval needs a reason")
                .unless(until.isAfter(since), "", "an approval lasts for more than no time")
                .throwAsArgument();
    }

    /** Whether it allows a switch to a site at a moment. */
    public boolean allows(String target, Instant now) {
        return site.equals(target) && now.isBefore(until) && !now.isBefore(since);
    }
}
