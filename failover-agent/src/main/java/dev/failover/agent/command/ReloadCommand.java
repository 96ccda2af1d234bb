package dev.failover.agent.command;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.control.ControlRequest;
import dev.failover.agent.control.RunningAgent;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Has a running agent follow its configuration's file. */
@Command(
        name = "reload",
        description = "Has the running agent follow its configuration's file, and says what has changed.")
final class ReloadCommand extends Verb {
    @Override
    Optional<ControlRequest> request() {
        return Optional.of(ControlRequest.reload(System.getProperty("user.name")));
    }

    @Override
    int call(Configuration configuration) {
        RunningAgent running = RunningAgent.find(configuration.stateDirectory(), time())
                .orElseThrow(() -> new EndException(
                        ExitCode.FAILED,
                        "No agent is running on %s: there is nothing to reload"
                                .formatted(configuration.stateDirectory())));
        return Output.reply(this, Asking.ask(running, request().orElseThrow()));
    }
}
