package dev.failover.agent.command;

import dev.failover.agent.control.ControlRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** No automatic write any more. */
@Command(name = "pause", description = "Stops automatic writes until `resume`, across restarts.")
final class PauseCommand extends HandVerb {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "SERVICE",
            defaultValue = "",
            description = "Which service; all of them by default.")
    private String service = "";

    @Override
    ControlRequest asked() {
        return ControlRequest.pause(service, by(), reason());
    }
}
