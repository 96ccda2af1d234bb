package dev.failover.sftp;

import java.util.Iterator;
import java.util.Locale;

/** Whether a {@code Match} line applies (ssh_config(5), Match). */
final class ConfigMatch {
    private final HostConfig config;
    private final String host;
    private final boolean last;

    ConfigMatch(HostConfig config, String host, boolean last) {
        this.config = config;
        this.host = host;
        this.last = last;
    }

    static boolean asksForLast(ConfigLine line) {
        return line.criteria().stream().anyMatch(word -> word.matches("(?i)!?final"));
    }

    boolean applies(ConfigLine line) {
        // Quotes of the other kind must be closed as well.
        line.words();
        Iterator<String> words = line.criteria().iterator();
        if (!words.hasNext()) {
            throw line.refusal("has no criterion");
        }
        boolean all = true;
        for (int criteria = 1; words.hasNext(); criteria++) {
            String word = words.next();
            boolean negated = word.startsWith("!");
            String criterion = word.substring(negated ? 1 : 0).toLowerCase(Locale.ROOT);
            if (criterion.equals("all")) {
                if (criteria > 2 || words.hasNext()) {
                    throw line.refusal("has all beside others");
                }
                return all && !negated;
            }
            boolean met = criterion.equals("canonical") || criterion.equals("final")
                    ? last
                    : isMet(line, criterion, argument(line, criterion, words), all);
            all &= met != negated;
        }
        return all;
    }

    private static String argument(ConfigLine line, String criterion, Iterator<String> words) {
        if (!words.hasNext()) {
            throw line.refusal("has nothing after " + criterion);
        }
        return words.next();
    }

    private boolean isMet(ConfigLine line, String criterion, String argument, boolean othersAre) {
        return switch (criterion) {
            case "host" -> HostPattern.anyMatchesHost(argument, last ? host : config.hostName());
            case "originalhost" -> HostPattern.anyMatchesHost(argument, config.original());
            case "user" ->
                HostPattern.anyMatches(argument, config.find(ConfigKeyword.USER).orElse(ConfigTokens.localUser()));
            case "localuser" -> HostPattern.anyMatches(argument, ConfigTokens.localUser());
            case "exec" -> {
                if (othersAre) {
                    throw line.refusal("has exec, and no program is run here to find the way; name the hosts instead");
                }
                yield false;
            }
            default -> throw line.refusal("has " + criterion + ", which is not understood here");
        };
    }
}
