package dev.failover.agent.command;

import dev.failover.agent.control.Documents;
import dev.failover.component.Finding;
import dev.failover.component.Finding.Severity;
import java.util.List;

/** What was found by looking, as it is printed. */
final class FindingsText {
    private FindingsText() {}

    private record Document(List<Found> findings) {}

    private record Found(String severity, String subject, String message) {}

    static void print(Verb verb, List<Finding> findings) {
        if (!verb.json()) {
            Columns.print(
                    verb.out(),
                    out -> findings.forEach(finding ->
                            out.println(word(finding.severity()) + finding.subject() + ": " + finding.message())));
            return;
        }
        Output.json(
                verb.out(),
                new Document(findings.stream()
                        .map(finding ->
                                new Found(Documents.word(finding.severity()), finding.subject(), finding.message()))
                        .toList()));
    }

    static boolean haveError(List<Finding> findings) {
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
    }

    /** As wide as the widest. */
    private static String word(Severity severity) {
        return switch (severity) {
            case OK -> "OK    ";
            case WARNING -> "WARN  ";
            case ERROR -> "ERROR ";
        };
    }
}
