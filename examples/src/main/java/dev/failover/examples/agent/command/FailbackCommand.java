package dev.failover.examples.agent.command;

import dev.failover.Service;
import dev.failover.examples.agent.config.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The way back to the primary by hand. */
@Command(name = "failback", description = "Moves a service back to its first site, and waits until that is published.")
final class FailbackCommand extends Verb {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "Which service.")
    private String service = "";

    @Mixin
    private final SwitchOptions options = new SwitchOptions();

    @Override
    int call(Configuration configuration) throws InterruptedException {
        String primary = configuration
                .service(service)
                .map(Service::sites)
                .map(sites -> sites.get(0).name())
                .orElse("");
        return new Hand(this, configuration).switchTo(options.request(service, primary));
    }
}
