package dev.failover.decision;

import dev.failover.component.Excerpt;
import dev.failover.component.Problems;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A human's word that they know what is the case: nobody is reminded of it any more. What becomes the case later is not covered.
 *
 * @param by who gave it last
 * @param reason why; may be empty
 * @param of the ids of the conditions, and the number of the decision that put the service where it is degraded
 */
public record Acknowledgement(Instant since, String by, String reason, Set<String> of) {
    /** @throws IllegalArgumentException if it comes without a name, or is of nothing */
    public Acknowledgement {
        by = Excerpt.of(by);
        reason = Excerpt.of(reason, SwitchRequest.LONGEST_REASON);
        of = Collections.unmodifiableSet(new TreeSet<>(of));
        new Problems()
                .unless(!by.isBlank(), "", "an acknowledgement needs a name")
                .unless(!of.isEmpty(), "", "an acknowledgement is of something")
                .throwAsArgument();
    }

    /** What is left of it where only that goes on. */
    Optional<Acknowledgement> keeping(Predicate<String> goesOn) {
        Set<String> kept = new TreeSet<>(of);
        kept.removeIf(goesOn.negate());
        return kept.isEmpty() ? Optional.empty() : Optional.of(new Acknowledgement(since, by, reason, kept));
    }
}
