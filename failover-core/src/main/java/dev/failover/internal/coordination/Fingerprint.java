package dev.failover.internal.coordination;

import com.google.common.hash.Hashing;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a watcher is configured, so that another one can tell what differs without being told any value. Immutable. Its size does
 * not depend on how much is configured.
 *
 * @param version the watcher's
 * @param settings a short hash of what each says, by the names of those settings that all watchers of a service must agree on
 */
public record Fingerprint(String version, Map<String, String> settings) {
    /** Of classes that are in no jar. */
    private static final String UNKNOWN_VERSION = "unknown";
    /** Two settings of 2^32 look alike by chance: enough for a warning. */
    private static final int DIGITS = 8;

    private static final String VERSION_PATTERN = "[A-Za-z0-9.+_-]{1,40}";

    public Fingerprint {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }

    /** Of this version, with these settings as text. */
    public static Fingerprint of(Map<String, String> plain) {
        Map<String, String> hashes = new TreeMap<>();
        plain.forEach((name, text) -> hashes.put(
                name,
                Hashing.sha256()
                        .hashString(text, StandardCharsets.UTF_8)
                        .toString()
                        .substring(0, DIGITS)));
        String version = Fingerprint.class.getPackage().getImplementationVersion();
        return new Fingerprint(version == null ? UNKNOWN_VERSION : version, hashes);
    }

    /** The settings that differ. What only one of the two knows is a matter of versions, and none of settings. */
    List<String> differences(Fingerprint other) {
        TreeSet<String> differing = new TreeSet<>();
        settings.forEach((name, hash) -> {
            if (!other.settings.getOrDefault(name, hash).equals(hash)) {
                differing.add(name);
            }
        });
        return List.copyOf(differing);
    }

    /**
     * What stands in a record. A later version may write anything here: that must not make the votes beside it unreadable.
     *
     * @return empty if it is none that this version can read
     */
    static Optional<Fingerprint> read(@Nullable JsonElement element) {
        if (!(element instanceof JsonObject object)
                || !(object.get("version") instanceof JsonPrimitive version)
                || !(object.get("settings") instanceof JsonObject hashes)
                || !version.getAsString().matches(VERSION_PATTERN)) {
            return Optional.empty();
        }
        Map<String, String> settings = new TreeMap<>();
        hashes.entrySet().forEach(entry -> {
            if (entry.getValue() instanceof JsonPrimitive hash) {
                settings.put(entry.getKey(), hash.getAsString());
            }
        });
        return Optional.of(new Fingerprint(version.getAsString(), settings));
    }
}
