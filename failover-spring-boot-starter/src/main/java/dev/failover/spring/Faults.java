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
     * What the library finds wrong on the way is kept, except for what only follows from a fault that is known already.
     *
     * @param property what the work is about: keys of problems are below it, unless they are whole names already
     */
    <T> Optional<T> attempt(String property, Supplier<T> work) {
        try {
            return Optional.of(work.get());
        } catch (InvalidSettingsException e) {
            List<Problem> before = List.copyOf(found);
            for (Problem problem : e.problems()) {
                boolean whole = problem.key().startsWith(FailoverProperties.PREFIX + ".");
                String below = problem.key().isEmpty() ? property : property + "." + problem.key();
                String key = spelled(whole ? problem.key() : below);
                if (before.stream().noneMatch(known -> isAtOrBelow(known.key(), key))) {
                    add(key, problem.message());
                }
            }
        } catch (IllegalArgumentException e) {
            add(property, String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    private static boolean isAtOrBelow(String property, String other) {
        return property.equals(other) || property.startsWith(other + ".") || property.startsWith(other + "[");
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
