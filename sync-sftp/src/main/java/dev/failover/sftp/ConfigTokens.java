package dev.failover.sftp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts in what the values of an ssh_config stand for: {@code ~}, {@code %h} and its like, {@code ${NAME}} (ssh_config(5),
 * TOKENS and ENVIRONMENT VARIABLES). Throws {@link IllegalArgumentException} for what can't be known.
 */
final class ConfigTokens {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

    private final Map<Character, Supplier<String>> values;
    private final Function<String, Optional<String>> environment;

    private ConfigTokens(Map<Character, Supplier<String>> values, Function<String, Optional<String>> environment) {
        this.values = values;
        this.environment = environment;
    }

    /** Those of {@code HostName}. */
    static ConfigTokens ofName(String host) {
        return new ConfigTokens(Map.of('h', () -> host), name -> Optional.empty());
    }

    /** Those of all other values, at a host whose name, port and user are known. */
    static ConfigTokens of(String original, String host, int port, String user, Optional<String> alias) {
        return new ConfigTokens(
                Map.ofEntries(
                        Map.entry('d', () -> home().toString()),
                        Map.entry('h', () -> host),
                        Map.entry('i', ConfigTokens::userId),
                        Map.entry('k', () -> alias.orElse(original)),
                        Map.entry('L', () -> machine().replaceFirst("\\..*", "")),
                        Map.entry('l', ConfigTokens::machine),
                        Map.entry('n', () -> original),
                        Map.entry('p', () -> Integer.toString(port)),
                        Map.entry('r', () -> user),
                        Map.entry('u', ConfigTokens::localUser)),
                name -> Optional.ofNullable(System.getenv(name)));
    }

    static Path home() {
        return Path.of(System.getProperty("user.home"));
    }

    static String localUser() {
        return System.getProperty("user.name");
    }

    /** The name of a file. */
    Path path(String text) {
        return Path.of(percent(variables(tilde(text))));
    }

    /** A file's name with the user's home for a leading tilde. */
    static String tilde(String text) {
        if (!text.startsWith("~")) {
            return text;
        }
        if (text.equals("~") || text.startsWith("~/")) {
            return home() + text.substring(1);
        }
        throw new IllegalArgumentException(
                "names the home of another user, which is not looked up here; write the whole path");
    }

    private String variables(String text) {
        Matcher found = VARIABLE.matcher(text);
        return found.replaceAll(match -> Matcher.quoteReplacement(environment
                .apply(match.group(1))
                .orElseThrow(() -> new IllegalArgumentException(
                        "has ${" + match.group(1) + "}, which the environment does not"))));
    }

    String percent(String text) {
        StringBuilder made = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char here = text.charAt(at);
            if (here != '%') {
                made.append(here);
                continue;
            }
            char key = ++at < text.length() ? text.charAt(at) : 0;
            Supplier<String> value = key == '%' ? () -> "%" : values.get(key);
            if (value == null) {
                throw new IllegalArgumentException(
                        "has %" + (key == 0 ? "" : key) + ", which stands for nothing there");
            }
            made.append(value.get());
        }
        return made.toString();
    }

    private static String userId() {
        try {
            return String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            throw new IllegalArgumentException("has %i, and this user's number can't be found", e);
        }
    }

    private static String machine() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("has %l or %L, and this machine's name can't be found", e);
        }
    }
}
