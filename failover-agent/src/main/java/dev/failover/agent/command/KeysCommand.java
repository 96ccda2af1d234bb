package dev.failover.agent.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The keys that a configuration refers to. */
@Command(
        name = "keys",
        description = "Gets keys and stores them beside the configuration, for the agent's user only.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {OvhKeysCommand.class, PutKeyCommand.class})
final class KeysCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Agent agent;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "Which keys? One of " + String.join(", ", spec.subcommands().keySet()));
    }

    Console console() {
        return agent.console();
    }
}
