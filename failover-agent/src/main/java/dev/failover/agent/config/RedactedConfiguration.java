package dev.failover.agent.config;

import dev.failover.component.Excerpt;
import dev.failover.component.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A configuration's file as others may see it, also one that is faulty: a setting a line, and no value but those that are known to be
 * harmless. What a component of a third party calls its secret is not known, so whatever is not known here is left out. Of a URL only
 * the host stays: in its path and query there may be a key.
 */
public final class RedactedConfiguration {
    private static final String LEFT_OUT = "(left out)";
    /** Shorter ones would blot out parts of innocent words. */
    private static final int SHORTEST_SECRET = 4;
    /** The same of those that may be a word: an argument of a command is left out, whatever it is. */
    private static final Pattern SHORT_WORD = Pattern.compile("-{0,2}[a-z]{1,7}");

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{[^}]*\\}");
    private static final Pattern ONLY_REFERENCES = Pattern.compile("(\\$\\{[^}]*\\})+");
    private static final Pattern PLAIN_WORD = Pattern.compile("[a-z]+([-.][a-z]+)*");
    private static final Pattern FLAG = Pattern.compile("true|false");
    private static final Pattern HARMLESS =
            Pattern.compile("[0-9]{1,5}(ms|s|m|h|d|%)?|[0-9]{3}-[0-9]{3}", Pattern.CASE_INSENSITIVE);
    private static final Pattern URL = Pattern.compile("[a-z][a-z0-9+.-]*://.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern SOUNDS_SECRET = Pattern.compile(
            ".*(key|secret|password|passphrase|token|credential|auth|cookie|header|body|argv|command|dump|user"
                    + "|webhook|topic|chat|private).*");
    /** Of those, what is never a word that stands elsewhere as well. */
    private static final Pattern SURELY_SECRET =
            Pattern.compile(".*(?:password|passphrase|secret|token|key|authorization).*");

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

    private final List<String> lines = new ArrayList<>();
    private final Set<String> secrets = new HashSet<>();
    /** Of those, what a reference or the name of a setting says to be one. */
    private final Set<String> certain = new HashSet<>();

    private final Map<String, String> environment;
    private final Faults faults = new Faults();
    private Optional<Path> stateDirectory = Optional.empty();

    private RedactedConfiguration(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Reads a file; of one that can't be read as YAML, nothing is shown. */
    public static RedactedConfiguration read(Path file, Map<String, String> environment) {
        RedactedConfiguration made = new RedactedConfiguration(environment);
        ConfigurationReader.unresolved(file, made.faults).ifPresent(block -> made.add("", block));
        return made;
    }

    private void add(String path, Node node) {
        if (node instanceof Node.Scalar scalar) {
            setting(path, scalar.text());
        } else if (node instanceof Node.Items items) {
            for (int i = 0; i < items.nodes().size(); i++) {
                add(YamlText.join(path, String.valueOf(i)), items.nodes().get(i));
            }
        } else if (node instanceof Node.Block block) {
            block.entries().forEach((key, below) -> add(YamlText.join(path, shownKey(path, key)), below));
        }
    }

    /** One that looks like none of ours, where nobody but us gives names, may be a secret in the wrong place. */
    private String shownKey(String path, String key) {
        if (NAMED_BELOW.containsKey(path)
                || path.endsWith(".header")
                || PLAIN_WORD.matcher(key).matches()) {
            return Excerpt.of(key);
        }
        secret(key);
        return LEFT_OUT;
    }

    private void setting(String path, String value) {
        Matcher references = REFERENCE.matcher(value);
        while (references.find()) {
            String referred = resolved(references.group(), path);
            secret(referred);
            certain.add(referred);
        }
        if (path.equals("state-directory") && !value.isBlank()) {
            stateDirectory = Optional.of(Path.of(resolved(value, path)));
        }
        lines.add(path + ": " + shown(path, value));
    }

    private String resolved(String value, String path) {
        return new References(environment, faults).replaceIn(value, path);
    }

    private String shown(String path, String value) {
        if (ONLY_REFERENCES.matcher(value).matches() || FLAG.matcher(value).matches()) {
            return Excerpt.of(value);
        }
        List<String> words = List.of(path.split("\\."));
        String key = words.stream()
                .filter(word -> !word.matches("\\d+"))
                .reduce((former, latter) -> latter)
                .orElse("");
        boolean secret = words.stream()
                .skip(NAMED_BELOW.getOrDefault(words.get(0), 0))
                .anyMatch(word ->
                        SOUNDS_SECRET.matcher(word.toLowerCase(Locale.ROOT)).matches() && !SHOWN.contains(word));
        if (!secret && URL.matcher(value).matches()) {
            return host(value);
        }
        if (!secret && (SHOWN.contains(key) || HARMLESS.matcher(value).matches())) {
            return Excerpt.of(value);
        }
        secret(value);
        if (secret && SURELY_SECRET.matcher(key.toLowerCase(Locale.ROOT)).matches()) {
            certain.add(value);
        }
        return LEFT_OUT;
    }

    private String host(String url) {
        try {
            URI uri = new URI(REFERENCE.matcher(url).replaceAll("x"));
            boolean whole = uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && (uri.getPath() == null
                            || uri.getPath().isEmpty()
                            || uri.getPath().equals("/"));
            if (whole) {
                return Excerpt.of(url);
            }
            secret(url);
            secret(uri.getUserInfo());
            secret(uri.getRawQuery());
            secret(uri.getRawPath());
            return uri.getHost() == null
                    ? LEFT_OUT
                    : uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + "/"
                            + LEFT_OUT;
        } catch (URISyntaxException e) {
            secret(url);
            return LEFT_OUT;
        }
    }

    private void secret(@Nullable String value) {
        if (value != null
                && value.length() >= SHORTEST_SECRET
                && !SHORT_WORD.matcher(value).matches()) {
            secrets.add(value);
        }
    }

    /** The settings, in the order of the file. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Where the agent keeps its state, if that is said. */
    public Optional<Path> stateDirectory() {
        return stateDirectory;
    }

    /** What it refers to by {@code ${…}}, and what stands in settings that are secret by their names. */
    public List<Secret> secrets() {
        return certain.stream()
                .filter(value -> secrets.contains(value) && !value.contains("\n") && !value.contains("\r"))
                .map(Secret::of)
                .toList();
    }

    /** A text without whatever was left out here, wherever it stands in it. */
    public String clean(String text) {
        List<String> longestFirst = new ArrayList<>(secrets);
        longestFirst.sort((one, other) -> Integer.compare(other.length(), one.length()));
        String cleaned = text;
        for (String secret : longestFirst) {
            cleaned = cleaned.replace(secret, LEFT_OUT);
        }
        return cleaned;
    }

    /** How many settings there are; never what they are. */
    @Override
    public String toString() {
        return lines.size() + " settings";
    }
}
