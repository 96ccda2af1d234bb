package dev.failover.agent.command;

import dev.failover.agent.control.ControlRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Somebody knows. */
@Command(
        name = "ack",
        description = "Says that you know what is the case: ends the reminders of it, and a latch. A pause goes on.")
final class AckCommand extends HandVerb {
    @Parameters(index = "0", arity = "0..1", paramLabel = "SERVICE", defaultValue = "", description = "Which service.")
    private String service = "";

    @Option(names = "--all", description = "All services.")
    private boolean all;

    @Override
    ControlRequest asked() {
        if (all != service.isEmpty()) {
            throw new EndException(ExitCode.BAD_USAGE, "Name a SERVICE, or say --all");
        }
        return ControlRequest.acknowledge(service, by(), reason());
    }
}
