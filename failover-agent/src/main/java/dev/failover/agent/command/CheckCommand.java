package dev.failover.agent.command;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.InvalidConfigurationException;
import dev.failover.agent.control.Documents;
import dev.failover.component.Finding;
import dev.failover.component.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether everything would work, found out without changing anything. */
@Command(name = "check", description = "Validates the configuration and reaches everything it needs, changing nothing.")
final class CheckCommand extends Verb {
    @Option(
            names = "--notify",
            description = "Also sends one test notification through each notifier, and one heartbeat to each.")
    private boolean notify;

    @Override
    public Integer call() throws InterruptedException {
        try {
            return super.call();
        } catch (InvalidConfigurationException e) {
            List<String> lines = new ArrayList<>(Agent.lines(e));
            lines.addAll(NextStep.after(e));
            throw new EndException(ExitCode.BAD_USAGE, lines);
        }
    }

    @Override
    int call(Configuration configuration) throws InterruptedException {
        List<Finding> findings = new Inspections(configuration, notify, time()).all();
        print(findings);
        if (!json()) {
            out().println(NextStep.after(findings, configuration, file()));
        }
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR)
                ? ExitCode.FAILED
                : ExitCode.DONE;
    }

    private void print(List<Finding> findings) {
        if (!json()) {
            Columns.print(
                    out(),
                    out -> findings.forEach(finding -> out.printf(
                            "%-5s %s: %s%n", word(finding.severity()), finding.subject(), finding.message())));
            return;
        }
        Output.json(
                out(),
                new Document(findings.stream()
                        .map(finding ->
                                new Found(Documents.word(finding.severity()), finding.subject(), finding.message()))
                        .toList()));
    }

    private record Document(List<Found> findings) {}

    private record Found(String severity, String subject, String message) {}

    private static String word(Severity severity) {
        return severity == Severity.WARNING ? "WARN" : severity.name();
    }
}
