package dev.failover.agent.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The manual page failover(1), as man(7) wants it: all verbs on one page, made of the command line itself. The same bytes from the same
 * commands: it has no date.
 */
public final class ManPage {
    private static final String ENDING = """
            .SH EXIT STATUS
            .TP
            .B 0
            done, or nothing to do
            .TP
            .B 1
            a drill was made, and what it should have shown was not so; of any other verb, a bug
            .TP
            .B 2
            the command line, the configuration or the state directory can't be used; every fault is listed
            .TP
            .B 3
            refused by a gate or a pause
            .TP
            .B 4
            a provider, a transport or a notifier failed, or a check found an error
            .TP
            .B 5
            another process uses the state directory
            .SH SIGNALS
            .TP
            .B SIGTERM, SIGINT
            .B failover run
            stops cleanly
            .TP
            .B SIGHUP
            .B failover run
            reads its configuration anew, as
            .B failover reload
            asks it to
            .SH ENVIRONMENT
            .TP
            .B JAVA_HOME
            the Java to run by, 17 or newer
            .TP
            .B FAILOVER_JAVA_OPTS
            options of the Java virtual machine
            .TP
            .B FAILOVER_LOG_FORMAT
            .I text
            or
            .I json
            .SH FILES
            .TP
            .I /etc/failover/failover.yaml
            the configuration of the unit failover.service
            .TP
            .I /var/lib/failover
            the state directory: assignment, journal, notifications to deliver
            .SH SEE ALSO
            .BR systemctl (1),
            .BR journalctl (1)
            """;

    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    /** @param version as the program says it: {@code failover 0.1.0} */
    public static String of(CommandSpec command, String version) {
        ManPage made = new ManPage();
        made.whole(command, version);
        return made.page.toString();
    }

    private void whole(CommandSpec command, String version) {
        String description = Verbs.text(command.usageMessage().description(), "");
        List<OptionSpec> common = Verbs.common(command);
        line(".TH FAILOVER 1 \"\" \"" + escaped(version) + "\" \"DNS failover\"");
        line(".SH NAME");
        line("failover \\- "
                + escaped(Character.toLowerCase(description.charAt(0)) + withoutDot(description.substring(1))));
        line(".SH SYNOPSIS");
        line(".B failover");
        line("\\fIVERB\\fR [\\fIoptions\\fR]");
        line(".SH DESCRIPTION");
        text(description);
        text("Each verb works on one configuration, and while an agent is running, has it do the work.");
        line(".SH VERBS");
        Verbs.leaves(command).forEach(verb -> verb(verb, common));
        line(".SH OPTIONS");
        text("Of most verbs:");
        common.forEach(this::option);
        page.append(ENDING);
    }

    private void verb(CommandSpec verb, List<OptionSpec> common) {
        List<String> synopsis = new ArrayList<>(List.of("\\fB" + escaped(verb.qualifiedName()) + "\\fR"));
        verb.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .forEach(parameter -> synopsis.add(label(parameter)));
        line(".SS "
                + String.join(" ", synopsis)
                        .replace("\\fB", "")
                        .replace("\\fR", "")
                        .replace("\\fI", ""));
        text(Verbs.text(verb.usageMessage().description(), ""));
        for (PositionalParamSpec parameter : verb.positionalParameters()) {
            if (!parameter.hidden() && parameter.description().length > 0) {
                line(".TP");
                line(label(parameter));
                text(Verbs.text(parameter.description(), parameter.defaultValueString()));
            }
        }
        Verbs.options(verb).stream()
                .filter(option -> !Verbs.isAmong(option, common))
                .forEach(this::option);
    }

    private static String label(ArgSpec parameter) {
        String label = "\\fI" + escaped(parameter.paramLabel()) + "\\fR";
        return parameter.required() ? label : "[" + label + "]";
    }

    private void option(OptionSpec option) {
        String names = Arrays.stream(option.names())
                .map(name -> "\\fB" + escaped(name) + "\\fR")
                .collect(Collectors.joining(", "));
        line(".TP");
        line(names + (option.arity().max() > 0 ? " \\fI" + escaped(option.paramLabel()) + "\\fR" : ""));
        text(Verbs.description(option));
    }

    private static String withoutDot(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private void text(String text) {
        line(escaped(text));
    }

    /** What troff would take for its own: backslashes, hyphens that are meant, and dots and quotes at the beginning of a line. */
    private static String escaped(String text) {
        String plain = text.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }

    private void line(String line) {
        page.append(line).append('\n');
    }
}
