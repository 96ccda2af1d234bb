package dev.failover.agent.command;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.control.ControlRequest;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** No automatic write any more. */
@Command(name = "pause", description = "Stops automatic writes until `resume`, across restarts.")
final class PauseCommand extends Verb {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "SERVICE",
            defaultValue = "",
            description = "Which service; all of them unless said.")
    private String service = "";

    @Mixin
    private final HandOptions options = new HandOptions();

    private ControlRequest asked() {
        return ControlRequest.pause(service, options.by(), options.reason());
    }

    @Override
    Optional<ControlRequest> request() {
        return Optional.of(asked());
    }

    @Override
    int call(Configuration configuration) {
        return new Hand(this, configuration).pause(asked());
    }
}
