package dev.failover.agent.command;

import dev.failover.Service;
import dev.failover.Site;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.EvidenceDefinition;
import dev.failover.agent.config.EvidenceDefinition.Replacement;
import dev.failover.agent.control.ControlReply;
import dev.failover.agent.control.ControlRequest;
import dev.failover.agent.evidence.ReplacementGate;
import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.internal.process.Children;
import dev.failover.internal.process.Command;
import dev.failover.time.Deadline;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The end of a machine that failed. */
@picocli.CommandLine.Command(
        name = "replace",
        description = "Runs the command that replaces a site which failed, once the evidence of it is complete.")
final class ReplaceCommand extends Verb {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "Whose site.")
    private String service = "";

    @Parameters(index = "1", paramLabel = "SITE", description = "Which site.")
    private String site = "";

    @Option(
            names = "--by",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "Who replaces it; ${DEFAULT-VALUE} by default.")
    private String by = "";

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why.")
    private String reason = "";

    @Option(
            names = "--force",
            description =
                    "Replaces it although there is no complete evidence of it, which is lost by that; needs a --reason.")
    private boolean force;

    @Override
    int call(Configuration configuration) throws InterruptedException {
        Service known = configuration
                .service(service)
                .orElseThrow(() -> new EndException(
                        ExitCode.BAD_USAGE,
                        "There is no service named \"%s\", only %s"
                                .formatted(
                                        Excerpt.of(service),
                                        configuration.services().stream()
                                                .map(Service::name)
                                                .toList())));
        if (known.site(site).isEmpty()) {
            throw new EndException(
                    ExitCode.BAD_USAGE,
                    "%s has no site named \"%s\", only %s"
                            .formatted(
                                    service,
                                    Excerpt.of(site),
                                    known.sites().stream().map(Site::name).toList()));
        }
        EvidenceDefinition definition = Optional.ofNullable(
                        configuration.evidence().get(service))
                .filter(evidence -> evidence.replacement().isPresent())
                .orElseThrow(() -> new EndException(
                        ExitCode.BAD_USAGE,
                        "services.%s.evidence.replace is missing: which command replaces a site?".formatted(service)));
        Replacement replacement = definition.replacement().orElseThrow();
        if (Excerpt.of(by).isEmpty()) {
            throw new EndException(ExitCode.BAD_USAGE, "--by: a request by hand needs a name");
        }
        if (force && Excerpt.of(reason).isEmpty()) {
            throw new EndException(
                    ExitCode.BAD_USAGE, "--force gives up evidence: say --reason, which is written down");
        }
        ReplacementGate gate =
                new ReplacementGate(definition.store(time()), configuration.stateDirectory(), service, site);
        List<String> hindrances = Opening.open(gate::forbidding);
        if (!hindrances.isEmpty()) {
            throw new EndException(ExitCode.REFUSED, hindrances);
        }
        List<String> missing = gate.missing();
        if (!missing.isEmpty() && !force) {
            throw new EndException(ExitCode.REFUSED, refusal(missing));
        }
        missing.forEach(line -> err().println("given up: " + line));
        ControlReply written = new ByHand(this, configuration)
                .ask(ControlRequest.replace(service, site, by, reason, !missing.isEmpty()));
        return written.result() == ControlReply.Result.DONE ? run(replacement, gate) : Output.reply(this, written);
    }

    private List<String> refusal(List<String> missing) {
        List<String> lines = new ArrayList<>(missing);
        lines.add(
                "%s of %s is kept as it is. `replace %2$s %1$s --force --by NAME --reason TEXT` gives the evidence up."
                        .formatted(site, service));
        return lines;
    }

    private int run(Replacement replacement, ReplacementGate gate) throws InterruptedException {
        Map<String, String> told = Map.of(
                "FAILOVER_SERVICE", service,
                "FAILOVER_SITE", site,
                "FAILOVER_BY", Excerpt.of(by),
                "FAILOVER_REASON", Excerpt.of(reason),
                "FAILOVER_EVIDENCE", gate.evidence().map(Object::toString).orElse(""));
        int status;
        try {
            status = Command.of(replacement.command())
                    .inOneStream()
                    .withPlainEnvironment(told)
                    .run(
                            Children.untilExit(),
                            Deadline.in(replacement.timeout(), time()::nanoTime),
                            // A line has a character for each byte.
                            line -> err().println(Excerpt.of(
                                    new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))))
                    .status();
        } catch (ComponentException e) {
            throw new EndException(
                    ExitCode.FAILED, "%s of %s may be replaced or not: %s".formatted(site, service, e.getMessage()));
        }
        if (status != 0) {
            throw new EndException(
                    ExitCode.FAILED,
                    "%s ended with status %s: look at whether %s of %s is replaced"
                            .formatted(replacement.command().get(0), status, site, service));
        }
        if (json()) {
            Output.json(out(), new Document(service, site, true));
        } else {
            out().printf("%s of %s is replaced%n", site, service);
        }
        return ExitCode.DONE;
    }

    private record Document(String service, String site, boolean replaced) {}
}
