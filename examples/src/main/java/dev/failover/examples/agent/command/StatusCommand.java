package dev.failover.examples.agent.command;

import com.google.gson.JsonObject;
import dev.failover.component.ConflictException;
import dev.failover.examples.agent.config.Configuration;
import dev.failover.examples.agent.control.ControlRequest;
import dev.failover.examples.agent.control.RunningAgent;
import dev.failover.examples.agent.control.StatusView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** What is the case. */
@Command(name = "status", description = "Says where each service is and why, of a running or a stopped agent.")
final class StatusCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Agent agent;

    @Override
    public Integer call() {
        try (Configuration configuration = agent.configuration()) {
            JsonObject document = RunningAgent.find(configuration.stateDirectory())
                    .map(running -> ask(running, configuration))
                    .orElseGet(() -> stored(configuration));
            if (agent.json()) {
                Output.json(agent.console().out(), document);
            } else {
                new StatusText(agent.console().out()).print(document);
            }
            return ExitCode.DONE;
        }
    }

    private JsonObject ask(RunningAgent running, Configuration configuration) {
        try {
            return running.ask(ControlRequest.status()).document();
        } catch (ConflictException e) {
            // Reading takes no lock: what is written down is still better than nothing.
            agent.console().err().println(e.getMessage());
            return stored(configuration);
        }
    }

    private static JsonObject stored(Configuration configuration) {
        return Opening.open(() -> StatusView.stored(configuration));
    }
}
