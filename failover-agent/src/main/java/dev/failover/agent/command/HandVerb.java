package dev.failover.agent.command;

import dev.failover.Failover;
import dev.failover.Mode;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.control.Answer;
import dev.failover.agent.control.CommandAdvice;
import dev.failover.agent.control.ControlReply;
import dev.failover.agent.control.ControlRequest;
import dev.failover.agent.control.Requests;
import dev.failover.agent.control.RunningAgent;
import dev.failover.component.Excerpt;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Option;

/** A request of a human, with who asks and why: answered by the agent if one is running, else by this process itself. */
abstract class HandVerb extends Verb {
    /** Notifications that are not out by then stay in the outbox, for the agent to deliver. */
    private static final Duration TIME_TO_NOTIFY = Duration.ofSeconds(10);

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
        ControlRequest asked = asked();
        Optional<RunningAgent> running = RunningAgent.find(configuration.stateDirectory(), time());
        return Output.reply(
                this, running.isPresent() ? Asking.ask(running.get(), asked) : answerHere(asked, configuration));
    }

    private ControlReply answerHere(ControlRequest asked, Configuration configuration) throws InterruptedException {
        Failover.Builder builder = configuration.failover(Mode.ON_REQUEST).advice(CommandAdvice.forConditions());
        try (Failover failover = Opening.open(builder::build)) {
            Requests requests = new Requests(failover, configuration, time());
            if (asked.verb() != ControlRequest.Verb.SWITCH) {
                // Nothing needs to be watched for what only has to be remembered.
                return requests.answer(asked);
            }
            failover.start();
            ControlReply reply = requests.answer(asked);
            deliver(failover, configuration);
            return reply;
        }
    }

    private void deliver(Failover failover, Configuration configuration) throws InterruptedException {
        try {
            Answer.of(failover.delivered(), TIME_TO_NOTIFY);
        } catch (TimeoutException e) {
            int pending = Requests.pending(configuration);
            err().printf(
                            "%s notification%s could not be delivered yet; `run` keeps trying%n",
                            pending, pending == 1 ? "" : "s");
        }
    }
}
