package dev.failover.agent.config;

import dev.failover.component.Secret;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Which settings, by their paths, may hold a secret, and which surely do. What a component of a third party calls its own is not known. */
final class SecretSettings {
    /** Shorter ones would blot out parts of innocent words. */
    private static final int SHORTEST = 4;
    /** The same of those that may be a word: an argument of a command is left out, whatever it is. */
    private static final Pattern SHORT_WORD = Pattern.compile("-{0,2}[a-z]{1,7}");

    private static final Pattern SOUNDS_SECRET = Pattern.compile(
            ".*(key|secret|password|passphrase|token|credential|auth|cookie|header|body|argv|command|dump|user"
                    + "|webhook|topic|chat|private).*");
    /** Of those, what is never a word that stands elsewhere as well. */
    private static final Pattern SURELY_SECRET =
            Pattern.compile(".*(?:password|passphrase|secret|token|key|authorization).*");

    private static final Pattern FLAG = Pattern.compile("true|false");

    /** Settings of ours whose values say what is meant and open nothing. */
    private static final Set<String> SHOWN = Set.of(
            "state-directory",
            "servers",
            "references",
            "watcher",
            "type",
            "zone",
            "zone-id",
            "region",
            "server",
            "tsig-algorithm",
            "state-class",
            "provider",
            "name",
            "ttl",
            "address",
            "check-address",
            "dns-name",
            "public-ip",
            "failback",
            "notify",
            "service",
            "site",
            "to",
            "source",
            "destination",
            "replica",
            "directory",
            "data-set",
            "exclude",
            "ssh-config",
            "url",
            "endpoint",
            "base-url",
            "on-foreign-edit",
            "ownership-name",
            "where",
            "files",
            "preset",
            "listen",
            "names",
            "show",
            "title");

    /** How many words of a path are the user's: a kind, and a name. */
    private static final Map<String, Integer> NAMED_BELOW = Map.of(
            "providers", 2, "notifiers", 2, "services", 2, "syncs", 2, "replicas", 2, "backups", 2, "heartbeats", 2);

    private SecretSettings() {}

    /** Whether the user gives the names of what stands below. */
    static boolean namesBelow(String path) {
        return NAMED_BELOW.containsKey(path);
    }

    /** Whether one of its words says so. */
    static boolean isSecret(String path) {
        List<String> words = List.of(path.split("\\."));
        return words.stream()
                .skip(NAMED_BELOW.getOrDefault(words.get(0), 0))
                .anyMatch(word ->
                        SOUNDS_SECRET.matcher(word.toLowerCase(Locale.ROOT)).matches() && !SHOWN.contains(word));
    }

    /** Whether its value says what is meant, and opens nothing, unless it {@linkplain #isSecret is secret}. */
    static boolean isShown(String path) {
        return SHOWN.contains(key(path));
    }

    private static boolean isSurelySecret(String path) {
        return SURELY_SECRET.matcher(key(path).toLowerCase(Locale.ROOT)).matches() && isSecret(path);
    }

    private static String key(String path) {
        return List.of(path.split("\\.")).stream()
                .filter(word -> !word.matches("\\d+"))
                .reduce((former, latter) -> latter)
                .orElse("");
    }

    /** Whether a value can be taken out wherever it stands. */
    static boolean isDistinct(String value) {
        return value.length() >= SHORTEST && !SHORT_WORD.matcher(value).matches();
    }

    static boolean isFlag(String value) {
        return FLAG.matcher(value).matches();
    }

    /**
     * The secrets of a configuration: what was put in for its references, and what stands in settings that are secret by their names.
     *
     * @param root with references replaced
     */
    static Set<Secret> in(Node.Block root, Collection<String> putIn) {
        Set<Secret> found = new HashSet<>();
        putIn.forEach(value -> add(value, found));
        YamlText.eachSetting(root, (path, value) -> {
            if (!isFlag(value) && isSurelySecret(path)) {
                add(value, found);
            }
        });
        return Set.copyOf(found);
    }

    private static void add(String value, Set<Secret> found) {
        if (isDistinct(value) && !value.isBlank() && !value.contains("\n") && !value.contains("\r")) {
            found.add(Secret.of(value));
        }
    }
}
