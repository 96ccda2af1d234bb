package dev.failover.component;

import dev.failover.component.InvalidSettingsException.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Feeds a builder from {@link Settings} and gathers every fault on the way.
 *
 * <p>Each method hands the setting, if present, to one of the builder's setters; the setter validates and throws
 * {@link IllegalArgumentException}, whose message is reported under the setting's key. {@link #build} then reports what
 * the builder finds missing and what nobody asked for, together with everything gathered before. Not thread-safe; for
 * one use.
 */
public final class SettingsReader {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private final Settings settings;
    /** The keys asked for, and those below a block that was asked for. */
    private final Set<String> known = new HashSet<>();
    /** The keys asked for that have others below them: lists and blocks. */
    private final Set<String> structured = new HashSet<>();

    private final Set<String> faulty = new LinkedHashSet<>();
    private final List<Problem> problems = new ArrayList<>();

    SettingsReader(Settings settings) {
        this.settings = settings;
    }

    /** Reads text as it stands. */
    public SettingsReader text(String key, Consumer<String> setter) {
        return value(key, Function.identity(), setter);
    }

    /** Reads a secret; its value never shows in a problem. */
    public SettingsReader secret(String key, Consumer<Secret> setter) {
        return value(key, Secret::of, setter);
    }

    /** Reads a duration: a whole number followed by {@code ms}, {@code s}, {@code m}, {@code h} or {@code d}. */
    public SettingsReader duration(String key, Consumer<Duration> setter) {
        return value(key, SettingsReader::parseDuration, setter);
    }

    /** Reads a whole number. */
    public SettingsReader integer(String key, IntConsumer setter) {
        return value(key, SettingsReader::parseInteger, setter::accept);
    }

    /** Reads {@code true} or {@code false}. */
    public SettingsReader flag(String key, Consumer<Boolean> setter) {
        return value(key, SettingsReader::parseFlag, setter);
    }

    /** Reads an absolute URI with an authority, which need not be a host by the rules of {@link URI}. */
    public SettingsReader uri(String key, Consumer<URI> setter) {
        return value(key, SettingsReader::parseUri, setter);
    }

    /** Reads a file's path. */
    public SettingsReader path(String key, Consumer<Path> setter) {
        return value(key, SettingsReader::parsePath, setter);
    }

    /** Reads one of an enum's constants, written in lower case with hyphens. */
    public <E extends Enum<E>> SettingsReader constant(String key, Class<E> type, Consumer<E> setter) {
        return value(key, text -> parseConstant(type, text), setter);
    }

    /** Reads a list of text: {@code key.0}, {@code key.1} and so on, or {@code key} alone for a list of one. */
    public SettingsReader texts(String key, Consumer<List<String>> setter) {
        known.add(key);
        structured.add(key);
        List<String> items = new ArrayList<>();
        String single = settings.values().get(key);
        if (single != null) {
            items.add(single);
        }
        for (int i = 0; settings.values().containsKey(key + "." + i); i++) {
            known.add(key + "." + i);
            items.add(settings.values().get(key + "." + i));
        }
        if (!items.isEmpty()) {
            set(key, () -> setter.accept(List.copyOf(items)));
        }
        return this;
    }

    /** Reads a nested block; not called if there is none. Faults found while reading it are gathered too. */
    public SettingsReader nested(String key, Consumer<Settings> reader) {
        structured.add(key);
        Set<String> listed = settings.below(key + ".0").values().keySet();
        if (listed.isEmpty()) {
            block(key, reader);
        } else {
            settings.below(key).values().keySet().forEach(name -> known.add(key + "." + name));
            problem(key, () -> "must be one block, not a list of them");
        }
        return this;
    }

    /**
     * Reads a list of nested blocks, the first below {@code key.0}, one after the other; not called if there is none. Faults found while
     * reading one are gathered too.
     */
    public SettingsReader blocks(String key, Consumer<Settings> reader) {
        structured.add(key);
        int count = 0;
        while (block(key + "." + count, reader)) {
            count++;
        }
        int blocks = count;
        Set<String> others = settings.below(key).values().keySet().stream()
                .filter(name -> !isOfBlock(name, blocks))
                .map(name -> key + "." + name)
                .collect(Collectors.toSet());
        if (settings.values().containsKey(key)) {
            others.add(key);
        }
        if (!others.isEmpty()) {
            known.addAll(others);
            problem(key, () -> "must be a list of blocks");
        }
        return this;
    }

    private static boolean isOfBlock(String name, int blocks) {
        String first = first(name);
        return !first.equals(name) && first.matches("\\d{1,9}") && Integer.parseInt(first) < blocks;
    }

    /** Whether there was such a block. */
    private boolean block(String key, Consumer<Settings> reader) {
        Settings below = settings.below(key);
        if (below.values().isEmpty()) {
            return false;
        }
        below.values().keySet().forEach(name -> known.add(key + "." + name));
        try {
            reader.accept(below);
        } catch (InvalidSettingsException e) {
            faulty.add(key);
            problems.addAll(e.problems());
        } catch (IllegalArgumentException e) {
            faulty.add(key);
            problems.add(problem(key, String.valueOf(e.getMessage())));
        }
        return true;
    }

    /** Reads a block of names that the user chooses: each setting below {@code key}, its name without {@code key}. */
    public SettingsReader entries(String key, BiConsumer<String, String> setter) {
        structured.add(key);
        if (settings.values().containsKey(key)) {
            known.add(key);
            problems.add(problem(key, "must be a block of names and values"));
        }
        settings.below(key).values().forEach((name, value) -> {
            known.add(key + "." + name);
            set(key + "." + name, () -> setter.accept(name, value));
        });
        return this;
    }

    /** Reads anything else that one string can say; {@code parser} throws {@link IllegalArgumentException}. */
    public <V> SettingsReader value(String key, Function<String, V> parser, Consumer<V> setter) {
        known.add(key);
        String text = settings.values().get(key);
        if (text != null) {
            set(key, () -> setter.accept(parser.apply(text)));
        }
        return this;
    }

    /** Reads a PKCS12 trust store: the keys {@code trust-store} and {@code trust-store-password}. */
    public SettingsReader trustStore(Consumer<TrustStore> setter) {
        return locked("trust-store", TrustStore::open, setter);
    }

    /** Reads a PKCS12 or PEM file: the keys {@code client-certificate} and {@code client-certificate-password}. */
    public SettingsReader clientCertificate(Consumer<ClientCertificate> setter) {
        return locked("client-certificate", ClientCertificate::open, setter);
    }

    /** A file and, by a key of its own, its password; empty unless given. */
    private <V> SettingsReader locked(String key, BiFunction<Path, String, V> open, Consumer<V> setter) {
        String passwordKey = key + "-password";
        known.add(key);
        known.add(passwordKey);
        String file = settings.values().get(key);
        String password = settings.values().get(passwordKey);
        if (file != null) {
            set(key, () -> setter.accept(open.apply(parsePath(file), password == null ? "" : password)));
        } else if (password != null) {
            problems.add(problem(passwordKey, "is given without " + key));
        }
        return this;
    }

    /** Says what is wrong with a setting, from outside a setter. */
    public SettingsReader problem(String key, Supplier<String> message) {
        faulty.add(key);
        problems.add(problem(key, message.get()));
        return this;
    }

    /**
     * Builds, once everything was read.
     *
     * @throws InvalidSettingsException with every fault: unknown keys, malformed values, and what {@code build} itself
     *     finds wrong or missing
     */
    public <T> T build(Supplier<T> build) {
        unexpected();
        try {
            T built = build.get();
            if (problems.isEmpty()) {
                return built;
            }
            discard(built);
        } catch (InvalidSettingsException e) {
            // A builder reports as missing what was malformed and so never reached it: one fault, one line.
            e.problems().stream()
                    .filter(problem -> !faulty.contains(problem.key()))
                    .map(problem -> problem.under(settings.path()))
                    .forEach(problems::add);
        } catch (IllegalArgumentException e) {
            problems.add(problem("", String.valueOf(e.getMessage())));
        }
        throw new InvalidSettingsException(problems);
    }

    /** A component that works but was asked for wrongly must not leave its threads and connections behind. */
    private static void discard(Object built) {
        if (built instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                // What is wrong with the settings is what the user has to know.
            }
        }
    }

    private static String first(String key) {
        int dot = key.indexOf('.');
        return dot < 0 ? key : key.substring(0, dot);
    }

    /** A list or block that nobody asked for is one fault, however long it is. */
    private void unexpected() {
        Set<String> told = new LinkedHashSet<>();
        for (String key : settings.values().keySet()) {
            if (known.contains(key)) {
                continue;
            }
            String first = first(key);
            boolean unknown = !known.contains(first) && !structured.contains(first);
            if (told.add(unknown ? first : key)) {
                problems.add(problem(unknown ? first : key, unexpected(key, first)));
            }
        }
    }

    private String unexpected(String key, String first) {
        String advice = settings.elsewhere().get(first);
        if (advice != null && !structured.contains(first) && !known.contains(first)) {
            return advice;
        }
        if (structured.contains(key)) {
            faulty.add(key);
            return "must be a block of settings, not one value";
        }
        if (known.contains(first) && !structured.contains(first)) {
            faulty.add(first);
            return "unknown setting; " + first + " is one value, not a block or a list";
        }
        return "unknown setting; known are " + ClosestName.among(first, names());
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>(settings.neighbours());
        names.addAll(structured);
        known.forEach(key -> names.add(first(key)));
        return names;
    }

    private void set(String key, Runnable setter) {
        try {
            setter.run();
        } catch (InvalidSettingsException e) {
            faulty.add(key);
            e.problems().forEach(problem -> problems.add(problem.under(key).under(settings.path())));
        } catch (IllegalArgumentException e) {
            faulty.add(key);
            problems.add(problem(key, String.valueOf(e.getMessage())));
        }
    }

    private Problem problem(String key, String message) {
        return new Problem(key, message).under(settings.path());
    }

    /**
     * Lists the names that there are, for a message about one that there is not, and says which of them was meant if one is
     * but a slip away: {@code [fall, rise]; did you mean "fall"?}.
     */
    public static String knownNames(String unknown, Collection<String> known) {
        return ClosestName.among(unknown, known);
    }

    /** The name that was meant by one that there is not, if that is but a slip away. */
    public static Optional<String> closestName(String unknown, Collection<String> known) {
        return ClosestName.find(unknown, known);
    }

    /** Parses what {@link #duration} reads. */
    public static Duration parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "must be a duration like 500ms, 5s, 10m, 1h or 14d, not \"" + text + "\"");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /** Parses what {@link #integer} reads. */
    public static int parseInteger(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a whole number, not \"" + text + "\"", e);
        }
    }

    private static boolean parseFlag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false, not \"" + text + "\"");
        };
    }

    private static URI parseUri(String text) {
        try {
            URI uri = new URI(text);
            // A host with an underscore, or of other letters than those of ASCII, is an authority to it and no host.
            if (uri.isAbsolute() && uri.getRawAuthority() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Without the parser's own message, which repeats the text.
            throw new IllegalArgumentException("must be a URL, but has an error: %s, at character %s"
                    .formatted(e.getReason().toLowerCase(Locale.ROOT), e.getIndex() + 1));
        }
        throw new IllegalArgumentException("must be a URL with a scheme and a host, like https://www.example.com/");
    }

    private static Path parsePath(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("must be a file's path, not \"" + text + "\"", e);
        }
    }

    private static <E extends Enum<E>> E parseConstant(Class<E> type, String text) {
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
            if (name.equals(text)) {
                return constant;
            }
            names.add(name);
        }
        throw new IllegalArgumentException("must be one of " + names + ", not \"" + text + "\"");
    }
}
