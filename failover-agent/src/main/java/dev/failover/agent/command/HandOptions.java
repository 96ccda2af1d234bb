package dev.failover.agent.command;

import dev.failover.component.Excerpt;
import picocli.CommandLine.Option;

/** Who asks, and why: what is journalled of every request of a human. */
final class HandOptions {
    @Option(
            names = "--by",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "Who asks for it; ${DEFAULT-VALUE} unless said.")
    private String by = "";

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why; goes into the journal.")
    private String reason = "";

    String by() {
        if (Excerpt.of(by).isEmpty()) {
            throw new EndException(ExitCode.BAD_USAGE, "--by: a request by hand needs a name");
        }
        return by;
    }

    String reason() {
        return Excerpt.of(reason).isEmpty() ? "" : reason;
    }
}
