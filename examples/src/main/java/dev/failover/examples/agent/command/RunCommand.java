package dev.failover.examples.agent.command;

import dev.failover.Failover;
import dev.failover.Mode;
import dev.failover.examples.agent.Logging;
import dev.failover.examples.agent.config.Configuration;
import dev.failover.examples.agent.control.ControlServer;
import dev.failover.examples.agent.control.Requests;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Watches and acts until it is stopped. */
@Command(name = "run", description = "Watches and acts until SIGTERM, then stops cleanly.")
final class RunCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Agent agent;

    @Override
    public Integer call() {
        try (StopSignal stop = new StopSignal();
                Configuration configuration = agent.configuration();
                EventPrinter printer = new EventPrinter(agent.console().out(), agent.json(), agent.verbose())) {
            if (!agent.verbose()) {
                Logging.informative();
            }
            Failover.Builder builder = configuration.failover(Mode.ACT).listener(printer);
            try (Failover failover = Opening.open(builder::build)) {
                failover.start();
                try (ControlServer control =
                        ControlServer.start(configuration.stateDirectory(), new Requests(failover, configuration))) {
                    agent.console().err().println("failover watches; " + control);
                    stop.await();
                }
            } catch (InterruptedException e) {
                // Whoever runs us inside a program of theirs stops us this way.
                Thread.currentThread().interrupt();
            }
        }
        return ExitCode.DONE;
    }
}
