package dev.failover.decision;

import java.util.List;

/**
 * What follows from a situation.
 *
 * @param reason the step in one sentence, or why there is none
 * @param gates what the switch at hand had to meet; empty if there was none to consider
 * @param conditions what a human should know of
 */
public record Decision(Step step, String reason, List<Gate> gates, List<Condition> conditions) {
    public Decision {
        gates = List.copyOf(gates);
        conditions = List.copyOf(conditions);
    }

    /** The gates in the way. */
    public List<Gate> unmet() {
        return gates.stream().filter(gate -> !gate.met()).toList();
    }
}
