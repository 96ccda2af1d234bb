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
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** What a human asks for: answered by the agent if one is running, else by this process itself. */
final class ByHand {
    /** Notifications that are not out by then stay in the outbox, for the agent to deliver. */
    private static final Duration TIME_TO_NOTIFY = Duration.ofSeconds(10);

    private final Verb verb;
    private final Configuration configuration;

    ByHand(Verb verb, Configuration configuration) {
        this.verb = verb;
        this.configuration = configuration;
    }

    ControlReply ask(ControlRequest asked) throws InterruptedException {
        Optional<RunningAgent> running = RunningAgent.find(configuration.stateDirectory(), verb.time());
        return running.isPresent() ? Asking.ask(running.get(), asked) : answerHere(asked);
    }

    private ControlReply answerHere(ControlRequest asked) throws InterruptedException {
        Failover.Builder builder = configuration.failover(Mode.ON_REQUEST).advice(CommandAdvice.forConditions());
        try (Failover failover = Opening.open(builder::build)) {
            Requests requests = new Requests(failover, configuration, verb.time());
            if (asked.verb() != ControlRequest.Verb.SWITCH) {
                // Nothing needs to be watched for what only has to be remembered.
                return requests.answer(asked);
            }
            failover.start();
            ControlReply reply = requests.answer(asked);
            deliver(failover);
            return reply;
        }
    }

    private void deliver(Failover failover) throws InterruptedException {
        try {
            Answer.of(failover.delivered(), TIME_TO_NOTIFY);
        } catch (TimeoutException e) {
            int pending = Requests.pending(configuration);
            verb.err()
                    .printf(
                            "%s notification%s could not be delivered yet; `run` keeps trying%n",
                            pending, pending == 1 ? "" : "s");
        }
    }
}
