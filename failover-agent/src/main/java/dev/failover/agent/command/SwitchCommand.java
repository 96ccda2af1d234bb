package dev.failover.agent.command;

import dev.failover.agent.control.ControlRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A planned switch by hand. */
@Command(name = "switch", description = "Moves a service to a site, and waits until that is published.")
final class SwitchCommand extends HandVerb {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "Which service.")
    private String service = "";

    @Parameters(index = "1", paramLabel = "SITE", description = "Where to.")
    private String site = "";

    @Mixin
    private final SwitchOptions options = new SwitchOptions();

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            converter = SwitchOptions.DurationConverter.class,
            description = "How long it is held at a standby before an automatic failback may return it;"
                    + " by default, until `failback`.")
    private @Nullable Duration lasting;

    @Override
    ControlRequest asked() {
        ControlRequest asked = options.request(this, service, site);
        if (lasting != null && lasting.isZero()) {
            throw new EndException(ExitCode.BAD_USAGE, "--for: must be more than zero");
        }
        return lasting == null ? asked : asked.holdingFor(lasting);
    }
}
