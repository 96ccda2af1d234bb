package dev.failover.agent.config;

import dev.failover.component.Excerpt;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{[^}]*\\}");
    private static final Pattern ONLY_REFERENCES = Pattern.compile("(\\$\\{[^}]*\\})+");
    private static final Pattern PLAIN_WORD = Pattern.compile("[a-z]+([-.][a-z]+)*");
    private static final Pattern HARMLESS =
            Pattern.compile("[0-9]{1,5}(ms|s|m|h|d|%)?|[0-9]{3}-[0-9]{3}", Pattern.CASE_INSENSITIVE);
    private static final Pattern URL = Pattern.compile("[a-z][a-z0-9+.-]*://.*", Pattern.CASE_INSENSITIVE);

    private final List<String> lines = new ArrayList<>();
    private final Set<String> secrets = new HashSet<>();
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
        if (SecretSettings.namesBelow(path)
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
            secret(resolved(references.group(), path));
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
        if (ONLY_REFERENCES.matcher(value).matches() || SecretSettings.isFlag(value)) {
            return Excerpt.of(value);
        }
        boolean secret = SecretSettings.isSecret(path);
        if (!secret && URL.matcher(value).matches()) {
            return host(value);
        }
        if (!secret && (SecretSettings.isShown(path) || HARMLESS.matcher(value).matches())) {
            return Excerpt.of(value);
        }
        secret(value);
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
        if (value != null && SecretSettings.isDistinct(value)) {
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
