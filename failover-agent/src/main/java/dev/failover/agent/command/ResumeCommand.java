package dev.failover.agent.command;

import dev.failover.agent.control.ControlRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Automatic writes again. */
@Command(name = "resume", description = "Ends a pause, and acknowledges that automatic switching had stopped.")
final class ResumeCommand extends HandVerb {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "SERVICE",
            defaultValue = "",
            description = "Which service; all of them by default.")
    private String service = "";

    @Override
    ControlRequest asked() {
        return ControlRequest.resume(service, by(), reason());
    }
}
