package dev.failover.sync;

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
        if (files.patterns().isEmpty()) {
            throw new IllegalArgumentException("files must name at least one pattern");
        }
        if (command.isEmpty()) {
            throw new IllegalArgumentException("the command is empty");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the timeout must be more than zero");
        }
    }
}
