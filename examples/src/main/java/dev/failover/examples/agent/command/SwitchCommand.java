package dev.failover.examples.agent.command;

import dev.failover.examples.agent.config.Configuration;
import dev.failover.examples.agent.control.ControlRequest;
import java.util.Optional;
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

    private ControlRequest asked() {
        return options.request(service, site);
    }

    @Override
    Optional<ControlRequest> request() {
        return Optional.of(asked());
    }

    @Override
    int call(Configuration configuration) throws InterruptedException {
        return new Hand(this, configuration).switchTo(asked());
    }
}
