package dev.failover.component;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Settings that can't be used; carries every fault found, not only the first. */
public final class InvalidSettingsException extends ComponentException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** @param problems at least one */
    public InvalidSettingsException(Collection<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")), null);
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("an InvalidSettingsException needs at least one problem");
        }
        this.problems = List.copyOf(problems);
    }

    public InvalidSettingsException(String key, String message) {
        this(List.of(new Problem(key, message)));
    }

    /** Every fault, in the order found. */
    public List<Problem> problems() {
        return problems;
    }

    /** The same faults, each key below {@code path}: {@code zone} becomes {@code providers.ovh.zone}. */
    public InvalidSettingsException under(String path) {
        return new InvalidSettingsException(
                problems.stream().map(problem -> problem.under(path)).toList());
    }

    /** What is wrong is a list of problems, which a sentence does not add to. */
    @Override
    ComponentException saying(String message) {
        return this;
    }

    /**
     * One fault.
     *
     * @param key the setting at fault, as the user wrote it; empty if the fault is not one setting's
     * @param message what is wrong and what would be right, without a secret
     */
    public record Problem(String key, String message) {
        Problem under(String path) {
            if (path.isEmpty()) {
                return this;
            }
            return new Problem(key.isEmpty() ? path : path + "." + key, message);
        }

        @Override
        public String toString() {
            return key.isEmpty() ? message : key + ": " + message;
        }
    }
}
