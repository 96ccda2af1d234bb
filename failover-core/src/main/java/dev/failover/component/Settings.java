package dev.failover.component;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A component's settings as a user wrote them: untyped strings by key, and where in the configuration they stand.
 *
 * <p>Keys are lower-case words joined by hyphens. Structure is written into the key: the second entry of a list is
 * {@code servers.1}, the key {@code port} of a nested block {@code check.port}. Immutable.
 */
public final class Settings {
    private final String path;
    private final Map<String, String> values;
    private final Set<String> neighbours;

    private Settings(String path, Map<String, String> values, Collection<String> neighbours) {
        this.path = path;
        this.values = new TreeMap<>(values);
        this.neighbours = new TreeSet<>(neighbours);
    }

    /** Settings that stand nowhere in particular. */
    public static Settings of(Map<String, String> values) {
        return new Settings("", values, Set.of());
    }

    /**
     * Settings and where they stand.
     *
     * @param path put before each key in messages: {@code providers.ovh}
     */
    public static Settings of(String path, Map<String, String> values) {
        return new Settings(path, values, Set.of());
    }

    /**
     * The same settings, of a block in which other keys are somebody else's to read. A message about an unknown key names
     * those too.
     */
    public Settings beside(Collection<String> keys) {
        return new Settings(path, values, keys);
    }

    /** Where these settings stand in the configuration; empty if nowhere in particular. */
    public String path() {
        return path;
    }

    /** A reader over these settings, to be used once. */
    public SettingsReader reader() {
        return new SettingsReader(this);
    }

    Map<String, String> values() {
        return values;
    }

    Set<String> neighbours() {
        return neighbours;
    }

    /** The settings below {@code key}, their keys without it. Empty if there are none. */
    Settings below(String key) {
        Map<String, String> nested = new LinkedHashMap<>();
        String prefix = key + ".";
        values.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                nested.put(name.substring(prefix.length()), value);
            }
        });
        return new Settings(path.isEmpty() ? key : path + "." + key, nested, Set.of());
    }

    /** The keys and where they stand; never the values, as any of them may be a secret. */
    @Override
    public String toString() {
        return "Settings" + (path.isEmpty() ? "" : " " + path) + values.keySet();
    }
}
