package dev.failover.agent.command;

import dev.failover.agent.control.ControlRequest;
import dev.failover.time.Durations;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A human's word beforehand. */
@Command(
        name = "approve",
        description = "Allows one automatic switch to a site, of a service whose state class needs a human's word.")
final class ApproveCommand extends HandVerb {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "Which service.")
    private String service = "";

    @Parameters(index = "1", paramLabel = "SITE", description = "Where to.")
    private String site = "";

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            defaultValue = "30m",
            converter = SwitchOptions.DurationConverter.class,
            description = "How long it may be used; ${DEFAULT-VALUE} by default.")
    private Duration lasting = Duration.ofMinutes(30);

    @Override
    ControlRequest asked() {
        if (reason().isBlank()) {
            throw new EndException(ExitCode.BAD_USAGE, "An approval needs a --reason, which is journalled");
        }
        if (lasting.isZero() || lasting.compareTo(ControlRequest.LONGEST_WAIT) > 0) {
            throw new EndException(
                    ExitCode.BAD_USAGE,
                    "--for: must be more than zero and at most " + Durations.format(ControlRequest.LONGEST_WAIT));
        }
        return ControlRequest.approve(service, site, by(), reason(), lasting);
    }
}
