package dev.failover.agent.command;

import dev.failover.agent.backup.BackupWork;
import dev.failover.agent.config.BackupDefinition;
import dev.failover.agent.config.Configuration;
import dev.failover.component.ComponentException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine.Parameters;

/** What is done by hand for each backup of a service, one after the other; one that fails keeps nobody from the next. */
abstract class BackupVerb extends Verb {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "Whose backups.")
    private String service = "";

    /** @return what came of it, which is printed */
    abstract Object work(BackupDefinition definition, BackupWork work) throws InterruptedException;

    abstract String line(Object made);

    abstract Object document(List<Object> all);

    @Override
    final int call(Configuration configuration) throws InterruptedException {
        List<BackupDefinition> meant = configuration.backups().values().stream()
                .filter(backup -> backup.service().equals(service))
                .toList();
        if (meant.isEmpty()) {
            TreeSet<String> known = new TreeSet<>();
            configuration.backups().values().forEach(backup -> known.add(backup.service()));
            throw new EndException(
                    ExitCode.BAD_USAGE, "There is no backup of a service \"%s\", only of %s".formatted(service, known));
        }
        List<Object> made = new ArrayList<>();
        boolean failed = false;
        for (BackupDefinition definition : meant) {
            try {
                Object one = work(definition, new BackupWork(definition, configuration.stateDirectory(), time()));
                made.add(one);
                if (!json()) {
                    out().println(line(one));
                }
            } catch (ComponentException e) {
                failed = true;
                err().println(definition.name() + ": " + e.getMessage());
            }
        }
        if (json()) {
            Output.json(out(), document(made));
        }
        return failed ? ExitCode.FAILED : ExitCode.DONE;
    }
}
