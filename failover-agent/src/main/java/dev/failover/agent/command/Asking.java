package dev.failover.agent.command;

import dev.failover.agent.control.ControlReply;
import dev.failover.agent.control.ControlRequest;
import dev.failover.agent.control.RunningAgent;
import dev.failover.component.ConflictException;

/** What it means to a verb that the process which holds the state directory does not answer. */
final class Asking {
    private Asking() {}

    /** Asks the running agent; silence ends the verb. */
    static ControlReply ask(RunningAgent running, ControlRequest request) {
        try {
            return running.ask(request);
        } catch (ConflictException e) {
            throw new EndException(ExitCode.IN_USE, String.valueOf(e.getMessage()));
        }
    }
}
