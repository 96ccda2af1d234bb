package dev.failover.agent.command;

import dev.failover.Service;
import dev.failover.agent.Logging;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.PolicyFile;
import dev.failover.agent.control.Documents;
import dev.failover.replay.Observations;
import dev.failover.replay.Observations.Observation;
import dev.failover.replay.Replay;
import dev.failover.replay.Replay.Report;
import dev.failover.time.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
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
            description = "Which service; by default, all that have observations.")
    private String service = "";

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description =
                    "Where the observations are: a state directory, or a file `observations` of one. By default, the configured one.")
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
        List<Observation> checks = Opening.open(() -> Observations.read(source));
        List<Report> reports = new ArrayList<>();
        for (Service each : chosen(configuration, checks)) {
            Replay replay = Replay.of(each);
            Path file = policy;
            reports.add((file == null ? replay : new PolicyFile(file, environment()).over(replay)).run(checks));
        }
        if (json()) {
            Output.json(out(), new Document(reports.stream().map(ReplayView::of).toList()));
        } else {
            reports.forEach(this::print);
        }
        return ExitCode.DONE;
    }

    private List<Service> chosen(Configuration configuration, List<Observation> checks) {
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

    private void print(Report report) {
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

    private record Document(List<ReplayView> services) {}

    /** A report as {@link dev.failover.agent.control.Documents} writes it. */
    record ReplayView(
            String service,
            Instant from,
            Instant until,
            Duration downSeconds,
            List<Moved> switches,
            List<Report.Refusal> refusals,
            Optional<Instant> stoppedAt) {
        static ReplayView of(Report report) {
            return new ReplayView(
                    report.service(),
                    report.from(),
                    report.until(),
                    report.down(),
                    report.switches().stream()
                            .map(move -> new Moved(
                                    move.at(), Documents.word(move.cause()), move.from(), move.to(), move.reason()))
                            .toList(),
                    report.refusals(),
                    report.stopped());
        }
    }

    /** A switch. */
    private record Moved(Instant at, String cause, String from, String to, String reason) {}
}
