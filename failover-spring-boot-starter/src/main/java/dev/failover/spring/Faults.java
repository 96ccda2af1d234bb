package dev.failover.spring;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.InvalidSettingsException.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** All that is wrong with the properties, each by the property's whole name as Boot spells it. */
final class Faults {
    private final List<Problem> found = new ArrayList<>();

    /** @param property its whole name */
    void add(String property, String message) {
        found.add(new Problem(spelled(property), message));
    }

    /**
     * What the library finds wrong on the way is kept.
     *
     * @param property what the work is about: keys of problems are below it, unless they are whole names already
     */
    <T> Optional<T> attempt(String property, Supplier<T> work) {
        try {
            return Optional.of(work.get());
        } catch (InvalidSettingsException e) {
            for (Problem problem : e.problems()) {
                boolean whole = problem.key().startsWith(FailoverProperties.PREFIX + ".");
                String key = problem.key().isEmpty() ? property : property + "." + problem.key();
                add(whole ? problem.key() : key, problem.message());
            }
        } catch (IllegalArgumentException e) {
            add(property, String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    int count() {
        return found.size();
    }

    InvalidSettingsException exception() {
        return new InvalidSettingsException(found);
    }

    /** The library writes the second entry of a list as {@code servers.1}, Boot as {@code servers[1]}. */
    private static String spelled(String property) {
        return property.replaceAll("\\.(\\d+)(?=\\.|$)", "[$1]");
    }
}
