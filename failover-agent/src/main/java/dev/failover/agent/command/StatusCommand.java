package dev.failover.agent.command;

import com.google.gson.JsonObject;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.ConfigurationReader;
import dev.failover.agent.control.ControlReply;
import dev.failover.agent.control.ControlRequest;
import dev.failover.agent.control.Documents;
import dev.failover.agent.control.RunningAgent;
import dev.failover.agent.control.StatusView;
import dev.failover.component.ConflictException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** What is the case. */
@Command(name = "status", description = "Says where each service is and why, of a running or a stopped agent.")
final class StatusCommand extends Verb {
    /** Whether an agent was asked, and did not answer. */
    private boolean silent;

    @Override
    Optional<ControlRequest> request() {
        return Optional.of(ControlRequest.status());
    }

    /** A running agent knows all: to ask it, the file is needed for no more than to find it, however long or faulty it is. */
    @Override
    Optional<Integer> callOnFile() {
        return ConfigurationReader.stateDirectory(file(), environment())
                .flatMap(this::answer)
                .map(this::print);
    }

    @Override
    int call(Configuration configuration) {
        return print(answer(configuration.stateDirectory()).orElseGet(() -> stored(configuration)));
    }

    private int print(JsonObject document) {
        return Output.reply(this, new ControlReply(ControlReply.Result.DONE, List.of(), document));
    }

    /** What the running agent says, which is asked once; empty if none is running, or it says nothing. */
    private Optional<JsonObject> answer(Path stateDirectory) {
        Optional<RunningAgent> running = silent ? Optional.empty() : RunningAgent.find(stateDirectory, time());
        try {
            return running.map(agent -> agent.ask(ControlRequest.status()).document());
        } catch (ConflictException e) {
            // Reading takes no lock: what is written down is still better than nothing.
            err().println(e.getMessage());
            silent = true;
            return Optional.empty();
        }
    }

    private JsonObject stored(Configuration configuration) {
        return Documents.of(Opening.open(() -> StatusView.stored(configuration, time().instant())));
    }
}
