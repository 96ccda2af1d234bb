package dev.failover;

import dev.failover.component.Excerpt;
import dev.failover.decision.RememberedSwitch;
import dev.failover.decision.ServiceState;
import dev.failover.decision.SwitchRequest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A human's act by which a site that was left becomes another one.
 *
 * @param reason may be empty
 * @param givenUp whether evidence is lost by it
 */
record Replacement(String site, String by, String reason, boolean givenUp) {
    /** @throws IllegalArgumentException without a name */
    Replacement {
        by = Excerpt.of(by);
        reason = Excerpt.of(reason, SwitchRequest.LONGEST_REASON);
        if (by.isEmpty()) {
            throw new IllegalArgumentException("a request by hand needs a name");
        }
    }

    String sentence() {
        return "%s has %s replaced%s".formatted(by, site, givenUp ? ", and gives up the evidence of its failure" : "");
    }

    /** With the decision that left the site, as far as it is remembered: the evidence is of that. */
    Map<String, String> facts(ServiceState state) {
        Map<String, String> facts =
                new TreeMap<>(Map.of("by", by, "site", site, "evidence", givenUp ? "given-up" : "complete"));
        if (!reason.isEmpty()) {
            facts.put("reason", reason);
        }
        Optional<RememberedSwitch> left = state.switches().stream()
                .filter(made -> made.from().equals(site))
                .reduce((first, last) -> last);
        left.ifPresent(made -> facts.put("left", String.valueOf(made.epoch())));
        return facts;
    }
}
