package dev.failover.examples.agent.command;

import dev.failover.examples.agent.config.Configuration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** A planned switch by hand. */
@Command(name = "switch", description = "Moves a service to a site, and waits until that is published.")
final class SwitchCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Agent agent;

    @Parameters(index = "0", paramLabel = "SERVICE", description = "Which service.")
    private String service = "";

    @Parameters(index = "1", paramLabel = "SITE", description = "Where to.")
    private String site = "";

    @Mixin
    private final SwitchOptions options = new SwitchOptions();

    @Override
    public Integer call() throws InterruptedException {
        try (Configuration configuration = agent.configuration()) {
            return new Hand(agent, configuration).switchTo(options.request(service, site));
        }
    }
}
