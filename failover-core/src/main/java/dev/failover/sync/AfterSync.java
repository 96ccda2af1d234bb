package dev.failover.sync;

import dev.failover.component.Problems;
import dev.failover.internal.process.Command;
import java.time.Duration;
import java.util.List;

/**
 * A command to run after a run that brought other content of certain files: reload the web server after its certificates.
 *
 * @param files which files, as {@linkplain Exclusions patterns}
 * @param command the program and its arguments
 * @param where to run it
 * @param timeout after which it is given up; more than zero
 */
public record AfterSync(Exclusions files, List<String> command, Where where, Duration timeout) {
    /** On which machine. */
    public enum Where {
        /** On the target's, by {@link FileSync#execute}. */
        TARGET,
        /** On this one. */
        LOCAL
    }

    public AfterSync {
        command = List.copyOf(command);
        new Problems()
                .unless(!files.patterns().isEmpty(), "", "files must name at least one pattern")
                .unless(!command.isEmpty(), "", "the command is empty")
                .present(where, "where", "the machine it runs on")
                .positive(timeout, "the timeout")
                .throwAsArgument();
        Command.checkWords(command, "[systemctl, reload, nginx]");
    }
}
