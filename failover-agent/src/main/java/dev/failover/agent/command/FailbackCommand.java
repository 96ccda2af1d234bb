package dev.failover.agent.command;

import dev.failover.agent.control.ControlRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The way back to the primary by hand. */
@Command(name = "failback", description = "Moves a service back to its first site, and waits until that is published.")
final class FailbackCommand extends HandVerb {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "Which service.")
    private String service = "";

    @Mixin
    private final SwitchOptions options = new SwitchOptions();

    @Override
    ControlRequest asked() {
        return options.request(this, service, "");
    }
}
