package dev.failover.agent.reference;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for the shell fish: verbs, their options, and files where an option takes one. */
public final class FishCompletion {
    private static final Set<String> FILES = Set.of("FILE", "DIR");

    private FishCompletion() {}

    /** @param command with its verbs */
    public static String of(CommandSpec command) {
        StringBuilder lines = new StringBuilder("complete -c failover -f\n");
        verbs(lines, command, "__fish_use_subcommand");
        return lines.toString();
    }

    private static void verbs(StringBuilder lines, CommandSpec command, String where) {
        List<CommandSpec> verbs = Verbs.of(command);
        Verbs.options(command).forEach(option -> option(lines, option, where));
        for (CommandSpec verb : verbs) {
            String description = firstSentence(Verbs.text(verb.usageMessage().description(), ""));
            lines.append("complete -c failover -n %s -a %s -d %s%n"
                    .formatted(quoted(where), quoted(verb.name()), quoted(description)));
        }
        String names = verbs.stream().map(CommandSpec::name).collect(Collectors.joining(" "));
        for (CommandSpec verb : verbs) {
            String within = "__fish_seen_subcommand_from " + verb.name();
            boolean isLeaf = Verbs.of(verb).isEmpty();
            verbs(
                    lines,
                    verb,
                    isLeaf || names.isEmpty()
                            ? within
                            : within + "; and not __fish_seen_subcommand_from "
                                    + Verbs.of(verb).stream()
                                            .map(CommandSpec::name)
                                            .collect(Collectors.joining(" ")));
        }
    }

    private static void option(StringBuilder lines, OptionSpec option, String where) {
        String names = Arrays.stream(option.names())
                .map(name -> name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1))
                .collect(Collectors.joining());
        boolean takes = option.arity().max() > 0;
        String value = !takes ? "" : FILES.contains(option.paramLabel().toUpperCase(Locale.ROOT)) ? " -r -F" : " -x";
        lines.append("complete -c failover -n %s%s%s -d %s%n"
                .formatted(quoted(where), names, value, quoted(firstSentence(Verbs.description(option)))));
    }

    private static String firstSentence(String text) {
        int end = text.indexOf(". ");
        String sentence = end < 0 ? text : text.substring(0, end);
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
