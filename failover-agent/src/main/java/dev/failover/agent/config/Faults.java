package dev.failover.agent.config;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.InvalidSettingsException.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gathers what is wrong, knows where each setting stands, and keeps what was put in for a reference out of messages. */
final class Faults {
    /** Shorter values would blot out parts of innocent words; they are masked where they are quoted. */
    private static final int SHORTEST_TO_MASK_ANYWHERE = 4;

    private record Position(int line, int column) {
        static final Position NOWHERE = new Position(0, 0);
    }

    private record Inserted(String value, String reference) {
        String maskIn(String message) {
            if (value.isEmpty()) {
                return message;
            }
            return value.length() < SHORTEST_TO_MASK_ANYWHERE
                    ? message.replace('"' + value + '"', '"' + reference + '"')
                    : message.replace(value, reference);
        }
    }

    private final Map<String, Position> positions = new HashMap<>();
    private final List<Inserted> inserted = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();

    /** Notes where a setting stands; lines and columns count from 1. */
    void locate(String path, int line, int column) {
        positions.put(path, new Position(line, column));
    }

    /**
     * Keeps a value out of all messages, as it may be a secret.
     *
     *
     * @param reference what stands there instead
     */
    void mask(String value, String reference) {
        inserted.add(new Inserted(value, reference));
    }

    void add(String path, String message) {
        faults.add(new Fault(path, message, position(path).line()));
    }

    /** A fault at a place that is not a setting's. */
    void addAt(int line, String message) {
        faults.add(new Fault("", message, line));
    }

    /** Adds what the library found, except where it only follows from a fault that is known already. */
    void addAll(InvalidSettingsException e) {
        List<Fault> before = List.copyOf(faults);
        for (Problem problem : e.problems()) {
            if (before.stream().noneMatch(fault -> isAtOrBelow(fault.path(), problem.key()))) {
                add(problem.key(), problem.message());
            }
        }
    }

    /** Whether anything at or below this path is at fault. */
    boolean concern(String path) {
        return faults.stream().anyMatch(fault -> isAtOrBelow(fault.path(), path));
    }

    private static boolean isAtOrBelow(String path, String other) {
        return path.equals(other) || !other.isEmpty() && path.startsWith(other + ".");
    }

    boolean isEmpty() {
        return faults.isEmpty();
    }

    /** All of them, in the order in which they stand in the file. */
    List<Fault> sorted() {
        return faults.stream()
                .distinct()
                .sorted(Comparator.comparingInt(Fault::line)
                        .thenComparingInt(fault -> position(fault.path()).column()))
                .map(fault -> new Fault(maskIn(fault.path()), maskIn(fault.message()), fault.line()))
                .toList();
    }

    private String maskIn(String message) {
        String masked = message;
        for (Inserted one : inserted) {
            masked = one.maskIn(masked);
        }
        return masked;
    }

    /** Where it stands or, if it is missing, the block that lacks it. */
    private Position position(String path) {
        String known = path;
        while (!positions.containsKey(known) && !known.isEmpty()) {
            known = known.substring(0, Math.max(known.lastIndexOf('.'), 0));
        }
        return positions.getOrDefault(known, Position.NOWHERE);
    }
}
