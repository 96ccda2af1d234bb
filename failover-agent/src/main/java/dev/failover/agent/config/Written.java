package dev.failover.agent.config;

import com.google.common.base.Suppliers;
import com.google.common.hash.Hashing;
import dev.failover.component.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A configuration's settings as they were written, each by its path, with references replaced. Its values may be secret: it tells which
 * are, and shows none.
 */
public final class Written {
    /** Compared when the file is read again, if ever. */
    private final Supplier<SortedMap<String, String>> values;
    /** Looked for if evidence is collected, or the file is read again. */
    private final Supplier<Set<Secret>> secrets;

    private final Supplier<String> sha256;

    private Written(
            Supplier<SortedMap<String, String>> values, Supplier<Set<Secret>> secrets, Supplier<String> sha256) {
        this.values = values;
        this.secrets = secrets;
        this.sha256 = sha256;
    }

    /** Of a configuration that is not from a file. */
    public static Written nothing() {
        return new Written(TreeMap::new, Set::of, () -> sha256(""));
    }

    /**
     * @param text what was read
     * @param putIn what took the place of references
     */
    static Written of(String text, Node.Block root, Set<String> putIn) {
        return new Written(
                Suppliers.memoize(() -> {
                    NavigableMap<String, String> values = new TreeMap<>();
                    YamlText.eachSetting(root, values::put);
                    return values;
                }),
                Suppliers.memoize(() -> SecretSettings.in(root, putIn)),
                () -> sha256(text));
    }

    private static String sha256(String text) {
        return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
    }

    /** What tells the file that was read from others, as {@code sha256sum} does. */
    public String sha256() {
        return sha256.get();
    }

    /** What was put in for <code>${…}</code>, and what stands in settings that are secret by their names. */
    public Set<Secret> secrets() {
        return secrets.get();
    }

    /** Whether there is anything at or below a path. */
    boolean has(String path) {
        return !below(path).isEmpty();
    }

    /** Whether a setting below a path has this name. */
    boolean hasBelow(String path, String name) {
        return below(path).keySet().stream().anyMatch(each -> each.endsWith("." + name));
    }

    /** The settings at or below a path that are not the same there, sorted. */
    List<String> differences(Written other, String path) {
        SortedMap<String, String> mine = below(path);
        SortedMap<String, String> theirs = other.below(path);
        Set<String> all = new TreeSet<>(mine.keySet());
        all.addAll(theirs.keySet());
        List<String> different = new ArrayList<>();
        for (String each : all) {
            if (!Optional.ofNullable(mine.get(each)).equals(Optional.ofNullable(theirs.get(each)))) {
                different.add(each);
            }
        }
        return different;
    }

    private SortedMap<String, String> below(String path) {
        SortedMap<String, String> found = new TreeMap<>(values.get().subMap(path + ".", path + "/"));
        Optional.ofNullable(values.get().get(path)).ifPresent(value -> found.put(path, value));
        return found;
    }

    /** The names of the settings; never what they are. */
    @Override
    public String toString() {
        return Map.copyOf(values.get()).keySet().toString();
    }
}
