package dev.failover.agent.command;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.control.ControlRequest;
import dev.failover.component.Excerpt;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A request of a human, with who asks and why. */
abstract class HandVerb extends Verb {
    @Option(
            names = "--by",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "Who asks for it; ${DEFAULT-VALUE} by default.")
    private String by = "";

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why; goes into the journal.")
    private String reason = "";

    final String by() {
        if (Excerpt.of(by).isEmpty()) {
            throw new EndException(ExitCode.BAD_USAGE, "--by: a request by hand needs a name");
        }
        return by;
    }

    final String reason() {
        return Excerpt.of(reason).isEmpty() ? "" : reason;
    }

    /** What is asked for. */
    abstract ControlRequest asked();

    @Override
    final Optional<ControlRequest> request() {
        return Optional.of(asked());
    }

    @Override
    final int call(Configuration configuration) throws InterruptedException {
        return Output.reply(this, new ByHand(this, configuration).ask(asked()));
    }
}
