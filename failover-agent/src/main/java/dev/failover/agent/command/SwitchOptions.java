package dev.failover.agent.command;

import dev.failover.agent.control.ControlRequest;
import dev.failover.component.SettingsReader;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What the two verbs that move a service share. */
final class SwitchOptions {
    @Option(names = "--force", description = "Overrides gates that are not met; needs a --reason.")
    private boolean force;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "2m",
            converter = DurationConverter.class,
            description = "How long to wait until it is published; ${DEFAULT-VALUE} by default.")
    private Duration wait = Duration.ofMinutes(2);

    /** The request that these options make. */
    ControlRequest request(HandVerb verb, String service, String site) {
        if (force && verb.reason().isBlank()) {
            throw new EndException(ExitCode.BAD_USAGE, "--force overrides gates: say --reason, which is journalled");
        }
        return ControlRequest.switchTo(service, site, verb.by(), verb.reason(), force, wait);
    }

    /** Durations as the configuration has them. */
    static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            try {
                return SettingsReader.parseDuration(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
