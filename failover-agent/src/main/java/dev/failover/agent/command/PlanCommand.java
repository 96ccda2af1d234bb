package dev.failover.agent.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.failover.Failover;
import dev.failover.Mode;
import dev.failover.Service;
import dev.failover.ServiceStatus;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.control.StatusWait;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** What {@code run} would do, found out without doing it. */
@Command(name = "plan", description = "Says what `run` would do now and why. Writes nothing anywhere.")
final class PlanCommand extends Verb {
    @Override
    int call(Configuration configuration) throws InterruptedException {
        Failover.Builder builder = configuration.failover(Mode.OBSERVE).hurried(true);
        try (Failover failover = Opening.open(builder::build)) {
            failover.start();
            JsonObject document = new JsonObject();
            document.add("services", services(failover, configuration));
            if (json()) {
                Output.json(out(), document);
            } else {
                Columns.print(out(), out -> print(out, document));
            }
        }
        return ExitCode.DONE;
    }

    private static JsonArray services(Failover failover, Configuration configuration) throws InterruptedException {
        StatusWait wait = new StatusWait(failover);
        JsonArray views = new JsonArray();
        try (RecordLooks looks = new RecordLooks(configuration)) {
            for (Service service : configuration.services()) {
                Optional<ServiceStatus> status = wait.awaitEverything(service);
                if (status.isPresent()) {
                    ServicePlan plan = ServicePlan.of(service, status.get(), configuration, looks);
                    views.add(PlanView.of(plan, PlanWarnings.of(plan, configuration)));
                }
            }
        }
        return views;
    }

    private static void print(PrintStream out, JsonObject document) {
        StatusText text = new StatusText(out);
        document.getAsJsonArray("services").forEach(element -> {
            JsonObject service = element.getAsJsonObject();
            text.service(service);
            List<String> lines = service.getAsJsonArray("changes").asList().stream()
                    .map(change -> change.getAsJsonObject().get("sentence").getAsString())
                    .toList();
            lines.forEach(line -> out.println("  would write: " + line));
            if (lines.isEmpty()) {
                out.println("  would write nothing");
            }
            service.getAsJsonArray("candidates").forEach(site -> candidate(out, site.getAsJsonObject()));
            service.getAsJsonArray("warnings").forEach(each -> {
                JsonObject warning = each.getAsJsonObject();
                out.printf(
                        "  WARN %s %s%n",
                        warning.get("subject").getAsString(),
                        warning.get("sentence").getAsString());
            });
        });
    }

    private static void candidate(PrintStream out, JsonObject site) {
        if (site.get("active").getAsBoolean()) {
            return;
        }
        if (!site.get("writable").getAsBoolean()) {
            out.printf(
                    "  a switch to %s could not be written: %s%n",
                    site.get("site").getAsString(), site.get("sentence").getAsString());
            return;
        }
        out.printf("  a switch to %s would write:%n", site.get("site").getAsString());
        site.getAsJsonArray("records").forEach(element -> {
            JsonObject record = element.getAsJsonObject();
            out.printf(
                    "    %s %s at %s: %s%n",
                    record.get("name").getAsString(),
                    record.get("type").getAsString(),
                    record.get("provider").getAsString(),
                    record.get("change").getAsString());
            record.getAsJsonArray("diff").forEach(line -> out.println("      " + line.getAsString()));
        });
    }
}
