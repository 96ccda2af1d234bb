package dev.failover.agent.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.failover.Observations;
import dev.failover.RecordedCheck;
import dev.failover.Replay;
import dev.failover.ReplayReport;
import dev.failover.Service;
import dev.failover.agent.Logging;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.PolicyFile;
import dev.failover.time.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What another policy would have done. */
@Command(
        name = "replay",
        description =
                "Holds the checks that `run` wrote down against a policy: what would have been switched and refused.")
final class ReplayCommand extends Verb {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "SERVICE",
            defaultValue = "",
            description = "Which service; all of which something was recorded unless said.")
    private String service = "";

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description =
                    "What was recorded: a state directory, or a file `observations` of one. The configured one unless said.")
    @Nullable
    private Path history;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description =
                    "Settings of a service, or a whole configuration; what it does not say stays as it is configured.")
    @Nullable
    private Path policy;

    @Override
    int call(Configuration configuration) {
        if (!verbose()) {
            // What the loop would say of a past that never was is no news.
            Logging.quiet();
        }
        Path source = history == null ? configuration.stateDirectory() : history;
        List<RecordedCheck> checks = Opening.open(() -> Observations.read(source));
        List<ReplayReport> reports = new ArrayList<>();
        for (Service each : chosen(configuration, checks)) {
            Replay replay = Replay.of(each);
            Path file = policy;
            reports.add((file == null ? replay : new PolicyFile(file, environment()).over(replay)).run(checks));
        }
        if (json()) {
            JsonArray views = new JsonArray();
            reports.forEach(report -> views.add(view(report)));
            JsonObject document = new JsonObject();
            document.add("services", views);
            Output.json(out(), document);
        } else {
            reports.forEach(this::print);
        }
        return ExitCode.DONE;
    }

    private List<Service> chosen(Configuration configuration, List<RecordedCheck> checks) {
        List<Service> recorded = configuration.services().stream()
                .filter(each -> service.isEmpty() || each.name().equals(service))
                .filter(each -> checks.stream()
                        .anyMatch(check -> check.service().equals(each.name())
                                && each.site(check.site()).isPresent()))
                .toList();
        if (recorded.isEmpty()) {
            throw new EndException(
                    ExitCode.BAD_USAGE,
                    service.isEmpty()
                            ? "There are no observations of any service of the configuration"
                            : "There are no observations of a service named \"" + service
                                    + "\", or it is not configured");
        }
        return recorded;
    }

    private void print(ReplayReport report) {
        out().printf(
                        "%s: %s to %s: %s switches, down for %s%n",
                        report.service(),
                        report.from().truncatedTo(ChronoUnit.SECONDS),
                        report.until().truncatedTo(ChronoUnit.SECONDS),
                        report.switches().size(),
                        Durations.format(report.down()));
        report.switches()
                .forEach(move -> out().printf(
                                "  %s %s from %s to %s: %s%n",
                                move.at().truncatedTo(ChronoUnit.SECONDS),
                                move.cause().text(),
                                move.from(),
                                move.to(),
                                move.reason()));
        report.refusals()
                .forEach(refusal -> out().printf(
                                "  %s not switched for %s: %s, but %s%n",
                                refusal.from().truncatedTo(ChronoUnit.SECONDS),
                                Durations.format(Duration.between(refusal.from(), refusal.until())),
                                refusal.reason(),
                                String.join("; ", refusal.gates())));
        report.stopped()
                .ifPresent(at -> out().printf(
                                "  %s automatic switching stopped, until `resume`%n",
                                at.truncatedTo(ChronoUnit.SECONDS)));
    }

    private static JsonObject view(ReplayReport report) {
        JsonObject view = new JsonObject();
        view.addProperty("service", report.service());
        view.addProperty("from", report.from().toString());
        view.addProperty("until", report.until().toString());
        view.addProperty("downSeconds", report.down().toMillis() / 1000.0);
        JsonArray switches = new JsonArray();
        for (ReplayReport.Move move : report.switches()) {
            JsonObject one = new JsonObject();
            one.addProperty("at", move.at().toString());
            one.addProperty("cause", move.cause().name().toLowerCase(Locale.ROOT));
            one.addProperty("from", move.from());
            one.addProperty("to", move.to());
            one.addProperty("reason", move.reason());
            switches.add(one);
        }
        view.add("switches", switches);
        JsonArray refusals = new JsonArray();
        for (ReplayReport.Refusal refusal : report.refusals()) {
            JsonObject one = new JsonObject();
            one.addProperty("from", refusal.from().toString());
            one.addProperty("until", refusal.until().toString());
            one.addProperty("reason", refusal.reason());
            JsonArray gates = new JsonArray();
            refusal.gates().forEach(gates::add);
            one.add("gates", gates);
            refusals.add(one);
        }
        view.add("refusals", refusals);
        Optional<String> stopped = report.stopped().map(Object::toString);
        if (stopped.isPresent()) {
            view.addProperty("stoppedAt", stopped.get());
        } else {
            view.add("stoppedAt", JsonNull.INSTANCE);
        }
        return view;
    }
}
