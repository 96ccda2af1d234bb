package dev.failover.agent.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.failover.agent.config.Configuration;
import dev.failover.component.Finding;
import dev.failover.component.Finding.Severity;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/** Whether everything would work, found out without changing anything. */
@Command(name = "check", description = "Validates the configuration and reaches everything it needs, changing nothing.")
final class CheckCommand extends Verb {
    @Override
    int call(Configuration configuration) throws InterruptedException {
        List<Finding> findings = new Inspections(configuration).all();
        print(findings);
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
        JsonArray views = new JsonArray();
        for (Finding finding : findings) {
            JsonObject view = new JsonObject();
            view.addProperty("severity", finding.severity().name().toLowerCase(Locale.ROOT));
            view.addProperty("subject", finding.subject());
            view.addProperty("message", finding.message());
            views.add(view);
        }
        JsonObject document = new JsonObject();
        document.add("findings", views);
        Output.json(out(), document);
    }

    private static String word(Severity severity) {
        return severity == Severity.WARNING ? "WARN" : severity.name();
    }
}
