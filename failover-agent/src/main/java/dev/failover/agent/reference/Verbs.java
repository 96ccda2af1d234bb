package dev.failover.agent.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The verbs of a command line, but for hidden ones, and which of their options are common to most of them. */
final class Verbs {
    private Verbs() {}

    /** By name, in the order of the help. */
    static List<CommandSpec> of(CommandSpec command) {
        return command.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(verb -> !verb.usageMessage().hidden())
                .distinct()
                .toList();
    }

    /** The verbs that have none below them, however deep. */
    static List<CommandSpec> leaves(CommandSpec command) {
        return of(command).stream()
                .flatMap(verb -> of(verb).isEmpty() ? Stream.of(verb) : leaves(verb).stream())
                .toList();
    }

    static List<OptionSpec> options(CommandSpec command) {
        return command.options().stream().filter(option -> !option.hidden()).toList();
    }

    /** The options that more than half of the verbs have, said in the same words. */
    static List<OptionSpec> common(CommandSpec command) {
        List<CommandSpec> verbs = leaves(command);
        List<OptionSpec> all =
                verbs.stream().flatMap(verb -> options(verb).stream()).toList();
        Map<String, Long> counts = all.stream().collect(Collectors.groupingBy(Verbs::identity, Collectors.counting()));
        List<String> known = new ArrayList<>();
        return all.stream()
                .filter(option -> counts.getOrDefault(identity(option), 0L) * 2 > verbs.size())
                .filter(option -> !known.contains(identity(option)) && known.add(identity(option)))
                .toList();
    }

    static boolean isAmong(OptionSpec option, List<OptionSpec> some) {
        return some.stream().anyMatch(other -> identity(other).equals(identity(option)));
    }

    private static String identity(OptionSpec option) {
        return List.of(option.names()) + " " + description(option);
    }

    /** With the default value in it. */
    static String description(OptionSpec option) {
        return text(option.description(), option.defaultValueString());
    }

    /** Lines joined, with the default value in them. */
    static String text(String[] lines, String defaultValue) {
        return String.join(" ", lines).replace("${DEFAULT-VALUE}", defaultValue).replace("%%", "%");
    }
}
