package dev.failover.agent.command;

import dev.failover.agent.reference.FishCompletion;
import dev.failover.agent.reference.ManPage;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** What the build makes of the command line, for packages. */
@Command(name = "generate", hidden = true, description = "Prints completion for a shell, or the manual page.")
final class GenerateCommand implements Callable<Integer> {
    /** What can be made. */
    enum What {
        /** For zsh too. */
        BASH,
        FISH,
        MAN
    }

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Agent agent;

    @Parameters(index = "0", paramLabel = "WHAT", description = "bash, fish or man.")
    private What what = What.MAN;

    @Override
    public Integer call() {
        CommandSpec all = Agent.whole(agent.console());
        String made = switch (what) {
            case BASH -> AutoComplete.bash(all.name(), all.commandLine());
            case FISH -> FishCompletion.of(all);
            case MAN -> ManPage.of(all, new Version().getVersion()[0]);
        };
        agent.console().out().print(made.endsWith("\n") ? made : made + "\n");
        agent.console().out().flush();
        return ExitCode.DONE;
    }
}
