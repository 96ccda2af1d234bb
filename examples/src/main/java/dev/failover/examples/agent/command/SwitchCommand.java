package dev.failover.examples.agent.command;

import dev.failover.examples.agent.config.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A planned switch by hand. */
@Command(name = "switch", description = "Moves a service to a site, and waits until that is published.")
final class SwitchCommand extends Verb {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "Which service.")
    private String service = "";

    @Parameters(index = "1", paramLabel = "SITE", description = "Where to.")
    private String site = "";

    @Mixin
    private final SwitchOptions options = new SwitchOptions();

    @Override
    int call(Configuration configuration) throws InterruptedException {
        return new Hand(this, configuration).switchTo(options.request(service, site));
    }
}
