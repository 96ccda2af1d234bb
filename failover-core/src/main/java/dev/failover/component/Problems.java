package dev.failover.component;

import dev.failover.component.InvalidSettingsException.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is wrong with the values that something is made of: gathered first, so that all of it is told at once. Not thread-safe. */
public final class Problems {
    private final List<Problem> found = new ArrayList<>();

    /**
     * One more.
     *
     * @param key the setting at fault; empty if it is not one setting's
     * @param message what is wrong and what would be right, without a secret
     */
    public Problems add(String key, String message) {
        found.add(new Problem(key, message));
        return this;
    }

    /** Those of another as well. */
    public Problems addAll(Problems other) {
        found.addAll(other.found);
        return this;
    }

    /** One more unless {@code fine}. */
    public Problems unless(boolean fine, String key, String message) {
        return fine ? this : add(key, message);
    }

    /**
     * A value that must be there.
     *
     * @param what it is: {@code the zone's name, like example.org}
     */
    public Problems present(@Nullable Object value, String key, String what) {
        return unless(value != null, key, "is missing: " + what);
    }

    /** A duration that must be there and more than zero. */
    public Problems positive(@Nullable Duration value, String key) {
        return unless(value != null && !value.isNegative() && !value.isZero(), key, "must be more than zero");
    }

    /** A duration that must be there and zero or more. */
    public Problems notNegative(@Nullable Duration value, String key) {
        return unless(value != null && !value.isNegative(), key, "must be zero or more");
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** @throws InvalidSettingsException naming all of them, if there are any: for what is made of settings */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new InvalidSettingsException(found);
        }
    }

    /** @throws IllegalArgumentException naming all of them, if there are any: for a value that code hands over */
    public void throwAsArgument() {
        if (!found.isEmpty()) {
            throw new IllegalArgumentException(
                    found.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        }
    }
}
