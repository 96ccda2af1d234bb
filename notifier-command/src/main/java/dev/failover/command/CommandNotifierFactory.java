package dev.failover.command;

import com.google.auto.service.AutoService;
import dev.failover.component.Secret;
import dev.failover.component.Settings;
import dev.failover.notify.Notifier;
import dev.failover.notify.NotifierFactory;

/**
 * Makes {@link CommandNotifier}s from the settings {@code command}, {@code input} ({@code json} or {@code text}), {@code max-length},
 * {@code refusals} and {@code environment}.
 */
@AutoService(NotifierFactory.class)
public final class CommandNotifierFactory implements NotifierFactory {
    @Override
    public String name() {
        return "command";
    }

    @Override
    public Notifier create(Settings settings) {
        CommandNotifier.Builder builder = CommandNotifier.builder();
        return settings.reader()
                .texts("command", builder::command)
                .constant("input", CommandInput.class, builder::input)
                .integer("max-length", builder::maxLength)
                .texts("refusals", builder::refusals)
                .entries("environment", (name, value) -> builder.environment(name, Secret.of(value)))
                .build(builder::build);
    }
}
