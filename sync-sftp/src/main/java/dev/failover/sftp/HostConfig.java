package dev.failover.sftp;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What an ssh_config says of one host: of each keyword the first value that was met, and of identities all. */
final class HostConfig {
    private final String original;
    private final Map<ConfigKeyword, ConfigLine> lines = new EnumMap<>(ConfigKeyword.class);
    private final Map<ConfigKeyword, List<String>> values = new EnumMap<>(ConfigKeyword.class);
    private final Set<String> identities = new LinkedHashSet<>();

    /** @param original the name of the host as it was given */
    HostConfig(String original) {
        this.original = original;
    }

    String original() {
        return original;
    }

    boolean has(ConfigKeyword keyword) {
        return values.containsKey(keyword);
    }

    /** Takes a value that goes before every other. */
    void set(ConfigKeyword keyword, String value) {
        values.put(keyword, List.of(value));
    }

    void add(ConfigKeyword keyword, ConfigLine line, List<String> words) {
        if (keyword == ConfigKeyword.IDENTITY_FILE) {
            identities.addAll(words);
            lines.putIfAbsent(keyword, line);
        } else if (values.putIfAbsent(keyword, words) == null) {
            lines.put(keyword, line);
        }
    }

    List<String> all(ConfigKeyword keyword) {
        return values.getOrDefault(keyword, List.of());
    }

    Optional<String> find(ConfigKeyword keyword) {
        return all(keyword).stream().findFirst();
    }

    /** As they are written; empty if none is named. */
    List<String> identities() {
        return new ArrayList<>(identities);
    }

    /** The name or address to connect to. */
    String hostName() {
        return find(ConfigKeyword.HOST_NAME)
                .map(name -> valueOf(
                        ConfigKeyword.HOST_NAME,
                        () -> ConfigTokens.ofName(original).percent(name)))
                .orElse(original)
                .toLowerCase(Locale.ROOT);
    }

    /** Makes something of a value; what is wrong with it is told with the line that it stands on. */
    <T> T valueOf(ConfigKeyword keyword, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            ConfigLine line = lines.get(keyword);
            throw line == null ? e : line.refusal(String.valueOf(e.getMessage()));
        }
    }

    /** Throws if it asks for what can't be done here. */
    void requireHeeded() {
        lines.forEach((keyword, line) -> {
            for (String value : all(keyword)) {
                keyword.adviceAgainst(value).ifPresent(advice -> {
                    throw line.refusal(value + " is not supported here; " + advice);
                });
            }
        });
    }
}
