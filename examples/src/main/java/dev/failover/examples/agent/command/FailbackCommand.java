package dev.failover.examples.agent.command;

import dev.failover.Service;
import dev.failover.examples.agent.config.Configuration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The way back to the primary by hand. */
@Command(name = "failback", description = "Moves a service back to its first site, and waits until that is published.")
final class FailbackCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Agent agent;

    @Parameters(index = "0", paramLabel = "SERVICE", description = "Which service.")
    private String service = "";

    @Mixin
    private final SwitchOptions options = new SwitchOptions();

    @Override
    public Integer call() throws InterruptedException {
        try (Configuration configuration = agent.configuration()) {
            String primary = configuration
                    .service(service)
                    .map(Service::sites)
                    .map(sites -> sites.get(0).name())
                    .orElse("");
            return new Hand(agent, configuration).switchTo(options.request(service, primary));
        }
    }
}
