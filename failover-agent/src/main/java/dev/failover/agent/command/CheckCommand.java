package dev.failover.agent.command;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.InvalidConfigurationException;
import dev.failover.component.Finding;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether everything would work, found out without changing anything. */
@Command(name = "check", description = "Validates the configuration and reaches everything it needs, changing nothing.")
final class CheckCommand extends Verb {
    @Option(
            names = "--notify",
            description = "Also sends one test notification through each notifier, and one heartbeat to each.")
    private boolean notify;

    @Override
    public Integer call() throws InterruptedException {
        try {
            return super.call();
        } catch (InvalidConfigurationException e) {
            List<String> lines = new ArrayList<>(Agent.lines(e));
            lines.addAll(NextStep.after(e));
            throw new EndException(ExitCode.BAD_USAGE, lines);
        }
    }

    @Override
    int call(Configuration configuration) throws InterruptedException {
        List<Finding> findings = new Inspections(configuration, notify, time()).all(waiting());
        FindingsText.print(this, findings);
        if (!json()) {
            out().println(NextStep.after(findings, configuration, file()));
        }
        return FindingsText.haveError(findings) ? ExitCode.FAILED : ExitCode.DONE;
    }
}
