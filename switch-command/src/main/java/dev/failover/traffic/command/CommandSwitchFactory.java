package dev.failover.traffic.command;

import com.google.auto.service.AutoService;
import dev.failover.component.Secret;
import dev.failover.component.Settings;
import dev.failover.traffic.TrafficSwitch;
import dev.failover.traffic.TrafficSwitchFactory;

/**
 * Makes {@link CommandSwitch}es from the settings {@code command}, {@code sites}, {@code longest}, {@code compares} and {@code
 * environment}.
 */
@AutoService(TrafficSwitchFactory.class)
public final class CommandSwitchFactory implements TrafficSwitchFactory {
    /** For {@link java.util.ServiceLoader}. */
    public CommandSwitchFactory() {}

    @Override
    public String name() {
        return "command";
    }

    @Override
    public TrafficSwitch create(Settings settings) {
        CommandSwitchBuilder builder = CommandSwitch.builder();
        return settings.reader()
                .texts("command", builder::command)
                .texts("sites", builder::sites)
                .duration("longest", builder::longest)
                .flag("compares", builder::compares)
                .entries("environment", (name, value) -> builder.environment(name, Secret.of(value)))
                .build(builder::build);
    }
}
