package dev.failover.sftp;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One reading of an ssh_config for one host. Lines below a {@code Host} or {@code Match} that does not apply are read too, as
 * OpenSSH does: what is wrong there is wrong.
 */
final class ConfigPass {
    /** As OpenSSH. */
    private static final int DEEPEST = 16;

    private final HostConfig config;
    private final String host;
    private final boolean last;
    private boolean wantsLast;
    private Optional<String> ignored = Optional.empty();

    /**
     * @param config gets what is found
     * @param host what the patterns of {@code Host} are for
     * @param last whether this is the reading for which {@code Match final} is
     */
    ConfigPass(HostConfig config, String host, boolean last) {
        this.config = config;
        this.host = host;
        this.last = last;
    }

    /** Whether a {@code Match final} was met. */
    boolean wantsLast() {
        return wantsLast;
    }

    /**
     * @param guarded whether nobody else may write the file
     * @param includes what the names of included files are relative to
     */
    void read(Path file, boolean guarded, Path includes) {
        read(file, guarded, includes, true, 0);
    }

    private void read(Path file, boolean guarded, Path includes, boolean mayApply, int depth) {
        boolean applies = mayApply;
        for (ConfigLine line : ConfigFiles.lines(file, guarded)) {
            Optional<ConfigKeyword> keyword = keyword(line);
            if (keyword.isEmpty()) {
                continue;
            }
            switch (keyword.get()) {
                case HOST -> applies = isHost(line) && mayApply;
                case MATCH -> applies = new ConfigMatch(config, host, last).applies(line) && mayApply;
                case INCLUDE -> include(line, includes, applies, depth);
                default -> take(keyword.get(), line, applies);
            }
            wantsLast |= keyword.get() == ConfigKeyword.MATCH && ConfigMatch.asksForLast(line);
        }
    }

    private Optional<ConfigKeyword> keyword(ConfigLine line) {
        Optional<ConfigKeyword> known = ConfigKeyword.of(line.keyword());
        if (line.value().isEmpty()) {
            throw line.refusal("has no value");
        }
        boolean passed = ConfigKeyword.isPassedOver(line.keyword())
                || ignored.filter(list ->
                                HostPattern.anyMatches(list, line.keyword().toLowerCase(Locale.ROOT)))
                        .isPresent();
        if (known.isEmpty() && !passed) {
            throw line.refusal(
                    "is not a keyword of ssh_config(5); name it in IgnoreUnknown if it is another program's");
        }
        return known;
    }

    private boolean isHost(ConfigLine line) {
        boolean found = false;
        for (String pattern : line.words()) {
            if (pattern.isEmpty()) {
                throw line.refusal("has an empty pattern");
            }
            boolean negated = pattern.startsWith("!");
            if (HostPattern.matches(negated ? pattern.substring(1) : pattern, host)) {
                if (negated) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    private void include(ConfigLine line, Path includes, boolean applies, int depth) {
        if (depth >= DEEPEST) {
            throw line.refusal("goes deeper than " + DEEPEST + " files; does one include itself?");
        }
        for (String pattern : line.words()) {
            for (Path file : ConfigFiles.included(line, pattern, includes)) {
                read(file, true, includes, applies, depth + 1);
            }
        }
    }

    private void take(ConfigKeyword keyword, ConfigLine line, boolean applies) {
        List<String> words = value(keyword, line);
        if (!applies || words.isEmpty()) {
            return;
        }
        switch (keyword) {
            case IGNORE_UNKNOWN ->
                ignored = ignored.or(() -> Optional.of(words.get(0).toLowerCase(Locale.ROOT)));
            // The first of either counts (ssh_config(5), ProxyJump); but as ssh -G shows, "ProxyJump none" keeps no
            // ProxyCommand out.
            case PROXY_JUMP -> {
                if (!config.has(ConfigKeyword.PROXY_COMMAND)) {
                    config.add(keyword, line, words);
                }
            }
            case PROXY_COMMAND -> {
                if (config.find(ConfigKeyword.PROXY_JUMP).orElse("none").equalsIgnoreCase("none")) {
                    config.add(keyword, line, words);
                }
            }
            default -> config.add(keyword, line, words);
        }
    }

    private static List<String> value(ConfigKeyword keyword, ConfigLine line) {
        switch (keyword) {
            case PROXY_COMMAND, KNOWN_HOSTS_COMMAND -> {
                line.words();
                return List.of(line.raw());
            }
            case PROXY_JUMP -> {
                line.words();
                return List.of(line.raw().replaceFirst("#.*", "").strip());
            }
            case USER_KNOWN_HOSTS_FILE, GLOBAL_KNOWN_HOSTS_FILE, REVOKED_HOST_KEYS -> {
                List<String> words = line.words();
                if (words.contains("")) {
                    throw line.refusal("has no value");
                }
                if (words.size() > 1 && words.stream().anyMatch("none"::equalsIgnoreCase)) {
                    throw line.refusal("has none beside others");
                }
                return words;
            }
            case PORT -> {
                return List.of(Integer.toString(port(line)));
            }
            case IDENTITIES_ONLY -> {
                return List.of(flag(line));
            }
            case ADDRESS_FAMILY -> {
                return List.of(oneOf(line, List.of("any", "inet", "inet6")));
            }
            case CONNECT_TIMEOUT, SERVER_ALIVE_INTERVAL -> {
                return List.of(line.word().equals("none") ? "none" : seconds(line));
            }
            case SERVER_ALIVE_COUNT_MAX -> {
                return List.of(number(line));
            }
            default -> {
                return List.of(line.word());
            }
        }
    }

    private static int port(ConfigLine line) {
        String text = line.word();
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw line.refusal("must be a number from 1 to 65535");
        }
        return port;
    }

    private static String flag(ConfigLine line) {
        String said = oneOf(line, List.of("yes", "true", "no", "false"));
        return said.equals("true") ? "yes" : said.equals("false") ? "no" : said;
    }

    private static String oneOf(ConfigLine line, List<String> allowed) {
        String word = line.word().toLowerCase(Locale.ROOT);
        if (!allowed.contains(word)) {
            throw line.refusal("must be one of " + String.join(", ", allowed));
        }
        return word;
    }

    private static String number(ConfigLine line) {
        if (!line.word().matches("[0-9]{1,9}")) {
            throw line.refusal("must be a number");
        }
        return line.word();
    }

    private static String seconds(ConfigLine line) {
        return ConfigTime.parse(line.word())
                .map(Duration::toSeconds)
                .map(Object::toString)
                .orElseThrow(() -> line.refusal("must be a time, like 30 or 1m30s"));
    }
}
