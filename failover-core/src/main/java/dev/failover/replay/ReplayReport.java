package dev.failover.replay;

import dev.failover.decision.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What would have become of a service under a policy.
 *
 * @param from the first recorded check
 * @param until the last
 * @param switches in their order
 * @param refusals times during which a switch was due and a gate was in its way
 * @param stopped when automatic switching stopped after too many switches; in a replay nobody acknowledges that
 * @param down for how long the site that the service was at was recorded as down
 */
public record ReplayReport(
        String service,
        Instant from,
        Instant until,
        List<Move> switches,
        List<Refusal> refusals,
        Optional<Instant> stopped,
        Duration down) {
    public ReplayReport {
        switches = List.copyOf(switches);
        refusals = List.copyOf(refusals);
    }

    /**
     * A switch.
     *
     * @param reason why, in one sentence
     */
    public record Move(Instant at, Cause cause, String from, String to, String reason) {}

    /**
     * A switch that was due and not made.
     *
     * @param reason why it was due
     * @param gates the sentences of the gates in its way
     */
    public record Refusal(Instant from, Instant until, String reason, List<String> gates) {
        public Refusal {
            gates = List.copyOf(gates);
        }
    }
}
