package dev.failover.component;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A component's settings as a user wrote them: untyped strings by key, and where in the configuration they stand.
 *
 * <p>Keys are lower-case words joined by hyphens. Structure is written into the key: the second entry of a list is
 * {@code servers.1}, the key {@code port} of a nested block {@code check.port}. Immutable.
 */
public final class Settings {
    /** The character that follows the dot: keys below one another stand together. */
    private static final char AFTER_DOT = '.' + 1;

    private final String path;
    private final SortedMap<String, String> values;
    private final Set<String> neighbours;
    private final Map<String, String> elsewhere;

    /** What is handed over belongs to the settings from now on. */
    private Settings(
            String path, SortedMap<String, String> values, Set<String> neighbours, Map<String, String> elsewhere) {
        this.path = path;
        this.values = values;
        this.neighbours = neighbours;
        this.elsewhere = elsewhere;
    }

    /** Settings that stand nowhere in particular. */
    public static Settings of(Map<String, String> values) {
        return of("", values);
    }

    /**
     * Settings and where they stand.
     *
     * @param path put before each key in messages: {@code providers.ovh}
     */
    public static Settings of(String path, Map<String, String> values) {
        return new Settings(path, new TreeMap<>(values), Set.of(), Map.of());
    }

    /**
     * The same settings, of a block in which other keys are somebody else's to read. A message about an unknown key names
     * those too.
     */
    public Settings beside(Collection<String> keys) {
        return new Settings(path, values, Set.copyOf(keys), elsewhere);
    }

    /**
     * The same settings, with keys that people take for settings of this block. Where one of them is unknown, the message is the one
     * given for it, which says where it belongs.
     */
    public Settings elsewhere(Map<String, String> messages) {
        Map<String, String> all = new HashMap<>(elsewhere);
        all.putAll(messages);
        return new Settings(path, values, neighbours, all);
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

    Map<String, String> elsewhere() {
        return elsewhere;
    }

    /** The settings below {@code key}, their keys without it. Empty if there are none. */
    Settings below(String key) {
        SortedMap<String, String> nested = new TreeMap<>();
        String prefix = key + ".";
        values.subMap(prefix, key + AFTER_DOT)
                .forEach((name, value) -> nested.put(name.substring(prefix.length()), value));
        return new Settings(path.isEmpty() ? key : path + "." + key, nested, Set.of(), Map.of());
    }

    /** All settings but one, which somebody else has read. */
    Settings without(String key) {
        SortedMap<String, String> others = new TreeMap<>(values);
        others.remove(key);
        Set<String> beside = new HashSet<>(neighbours);
        beside.add(key);
        return new Settings(path, others, beside, elsewhere);
    }

    /** The keys and where they stand; never the values, as any of them may be a secret. */
    @Override
    public String toString() {
        return "Settings" + (path.isEmpty() ? "" : " " + path) + values.keySet();
    }
}
