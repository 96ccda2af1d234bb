package dev.failover.agent.control;

import dev.failover.decision.RecordLook;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A record set at each of its zone's servers, as {@link Documents} writes it.
 *
 * @param name the whole name; of a traffic switch, its own
 * @param decided what is to be there; empty if that is not known
 * @param served one answer per server
 */
public record RecordSetView(
        String provider, String name, String type, Optional<Set<String>> decided, List<AnswerView> served) {
    /** In the place of a record's type. */
    public static final String SWITCH = "switch";

    static RecordSetView of(RecordLook.Looked looked) {
        return new RecordSetView(
                looked.place().provider(),
                looked.name(),
                looked.place().isSwitch() ? SWITCH : looked.place().key().type().name(),
                looked.decided().map(set -> new TreeSet<>(set.values())),
                looked.publication().answers().stream().map(AnswerView::of).toList());
    }

    /** How an answer compares with what was decided. */
    public enum Standing {
        AS_DECIDED,
        /** It gives something else, or nothing. */
        ANOTHER,
        /** It gives something, and what is to be there is not known. */
        UNDECIDED,
        SILENT
    }

    /**
     * Servers that gave the same.
     *
     * @param answer without a server
     */
    public record Alike(Standing standing, AnswerView answer, List<String> servers) {}

    /** The answers, each with the servers that gave it, in the order in which servers were asked. */
    public List<Alike> alike() {
        Map<AnswerView, List<String>> servers = new LinkedHashMap<>();
        served.forEach(answer -> servers.computeIfAbsent(answer.ofAny(), any -> new ArrayList<>())
                .add(answer.server()));
        return servers.entrySet().stream()
                .map(same -> new Alike(standing(same.getKey()), same.getKey(), same.getValue()))
                .toList();
    }

    private Standing standing(AnswerView answer) {
        Set<String> values = answer.values();
        if (values == null) {
            return Standing.SILENT;
        }
        return decided.map(wanted -> wanted.equals(values) ? Standing.AS_DECIDED : Standing.ANOTHER)
                .orElse(Standing.UNDECIDED);
    }
}
