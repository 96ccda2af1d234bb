package dev.failover.internal.health;

import com.google.auto.service.AutoService;
import dev.failover.component.Secret;
import dev.failover.component.Settings;
import dev.failover.component.SettingsReader;
import dev.failover.health.CommandHealthCheck;
import dev.failover.health.HealthCheck;
import dev.failover.health.HealthCheckFactory;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes {@link CommandHealthCheck}s, by the name {@code command}. */
@AutoService(HealthCheckFactory.class)
public final class CommandHealthCheckFactory implements HealthCheckFactory {
    @Override
    public String name() {
        return "command";
    }

    @Override
    public HealthCheck create(Settings settings) {
        CommandHealthCheck.Builder builder = CommandHealthCheck.builder();
        return settings.reader()
                .texts("command", builder::command)
                .texts("up-status", statuses -> builder.upStatus(numbers(statuses)))
                .texts("unknown-status", statuses -> builder.unknownStatus(numbers(statuses)))
                .entries("environment", (name, value) -> builder.environment(name, Secret.of(value)))
                .build(builder::build);
    }

    private static Set<Integer> numbers(List<String> texts) {
        return texts.stream().map(SettingsReader::parseInteger).collect(Collectors.toSet());
    }
}
