package dev.failover.agent.command;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.control.ControlRequest;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The way back to the primary by hand. */
@Command(name = "failback", description = "Moves a service back to its first site, and waits until that is published.")
final class FailbackCommand extends Verb {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "Which service.")
    private String service = "";

    @Mixin
    private final SwitchOptions options = new SwitchOptions();

    private ControlRequest asked() {
        return options.request(service, "");
    }

    @Override
    Optional<ControlRequest> request() {
        return Optional.of(asked());
    }

    @Override
    int call(Configuration configuration) throws InterruptedException {
        return new Hand(this, configuration).switchTo(asked());
    }
}
