package dev.failover.agent.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What was collected of sites that failed. */
@Command(
        name = "evidence",
        description = "Lists, shows and verifies what was collected when sites failed.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            EvidenceListCommand.class,
            EvidenceShowCommand.class,
            EvidenceVerifyCommand.class,
            EvidenceReportCommand.class
        })
final class EvidenceCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "Which of these? " + String.join(", ", spec.subcommands().keySet()));
    }
}
