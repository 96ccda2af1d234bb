package dev.failover.agent.command;

import com.google.gson.JsonObject;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.control.ControlReply;
import dev.failover.agent.control.ControlRequest;
import dev.failover.agent.control.Documents;
import dev.failover.agent.control.RunningAgent;
import dev.failover.agent.control.StatusView;
import dev.failover.component.ConflictException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** What is the case. */
@Command(name = "status", description = "Says where each service is and why, of a running or a stopped agent.")
final class StatusCommand extends Verb {
    @Override
    Optional<ControlRequest> request() {
        return Optional.of(ControlRequest.status());
    }

    @Override
    int call(Configuration configuration) {
        JsonObject document = RunningAgent.find(configuration.stateDirectory(), time())
                .map(running -> ask(running, configuration))
                .orElseGet(() -> stored(configuration));
        return Output.reply(this, new ControlReply(ControlReply.Result.DONE, List.of(), document));
    }

    private JsonObject ask(RunningAgent running, Configuration configuration) {
        try {
            return running.ask(ControlRequest.status()).document();
        } catch (ConflictException e) {
            // Reading takes no lock: what is written down is still better than nothing.
            err().println(e.getMessage());
            return stored(configuration);
        }
    }

    private JsonObject stored(Configuration configuration) {
        return Documents.of(Opening.open(() -> StatusView.stored(configuration, time().instant())));
    }
}
