package dev.failover.agent.command;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.InvalidConfigurationException;
import dev.failover.agent.setup.Account;
import dev.failover.agent.setup.KeyDirectory;
import dev.failover.component.Finding;
import dev.failover.component.Finding.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is still missing after a check, and the command that comes next. */
final class NextStep {
    private NextStep() {}

    /** After a configuration that can't be used. */
    static List<String> after(InvalidConfigurationException invalid) {
        KeyDirectory keys = new KeyDirectory(invalid.file());
        List<String> commands = new ArrayList<>(invalid.missingFiles().stream()
                .filter(file -> file.equals(keys.file(String.valueOf(file.getFileName()))))
                .map(file -> String.valueOf(file.getFileName()))
                .map(name -> name.startsWith("ovh-") ? "keys ovh" : "keys put " + name)
                .distinct()
                .map(command -> "failover " + command + " -c " + invalid.file())
                .toList());
        boolean onlyKeys = !commands.isEmpty() && invalid.stateDirectory().isPresent();
        commands.add(Account.line("check", invalid.file()));
        return onlyKeys
                ? List.of("Only keys are missing. Next: " + String.join("; ", commands))
                : List.of("Next: mend what is named above; then " + String.join("; ", commands));
    }

    /** After everything was looked at. */
    static String after(List<Finding> findings, Configuration configuration, Path file) {
        String errors = findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .map(Finding::subject)
                .distinct()
                .collect(Collectors.joining("; "));
        if (!errors.isEmpty()) {
            return "Missing: " + errors + ". Next: mend these; then " + Account.line("check", file);
        }
        return "Nothing is missing. Next: "
                + (configuration.services().isEmpty()
                        ? configuration.syncs().keySet().stream()
                                .map(sync -> Account.line("sync " + sync, file))
                                .collect(Collectors.joining("; "))
                        : Account.line("plan", file));
    }
}
