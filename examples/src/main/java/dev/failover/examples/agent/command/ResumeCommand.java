package dev.failover.examples.agent.command;

import dev.failover.examples.agent.config.Configuration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Automatic writes again. */
@Command(name = "resume", description = "Ends a pause, and acknowledges that automatic switching had stopped.")
final class ResumeCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Agent agent;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "SERVICE",
            defaultValue = "",
            description = "Which service; all of them unless said.")
    private String service = "";

    @Mixin
    private final HandOptions options = new HandOptions();

    @Override
    public Integer call() {
        try (Configuration configuration = agent.configuration()) {
            return new Hand(agent, configuration).resume(service, options.by());
        }
    }
}
