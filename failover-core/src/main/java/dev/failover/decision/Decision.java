package dev.failover.decision;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What follows from a situation.
 *
 * @param reason the step in one sentence, or why there is none
 * @param gates what the switch at hand had to meet; empty if there was none to consider
 * @param conditions what a human should know of
 */
public record Decision(Step step, String reason, List<Gate> gates, List<Condition> conditions) {
    /** Shut because somebody wanted it so, or over in a while. */
    private static final Set<Gate.Kind> MEANT =
            EnumSet.of(Gate.Kind.APPROVAL, Gate.Kind.PAUSE, Gate.Kind.LIMIT, Gate.Kind.COOL_DOWN);

    public Decision {
        gates = List.copyOf(gates);
        conditions = List.copyOf(conditions);
    }

    /** The gates in the way. */
    public List<Gate> unmet() {
        return gates.stream().filter(gate -> !gate.met()).toList();
    }

    /** Those of them that nobody wanted: without a human's word that is still missing, a pause, a latch or the time after a switch. */
    public List<Gate> hindrances() {
        return unmet().stream().filter(gate -> !MEANT.contains(gate.kind())).toList();
    }

    /** Whether no switch is made, for another reason than that somebody wanted none: the {@link #hindrances}, or else {@link #reason}. */
    public boolean isHindered() {
        return step.kind() == Step.Kind.STAY
                && (unmet().isEmpty() || !hindrances().isEmpty());
    }
}
