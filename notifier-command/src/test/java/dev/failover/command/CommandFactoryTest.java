package dev.failover.command;

import dev.failover.component.ComponentFactory;
import dev.failover.notify.Notifier;
import dev.failover.notify.NotifierFactory;
import dev.failover.testkit.FactoryContract;
import java.util.List;
import java.util.Map;
import java.util.Set;

class CommandFactoryTest extends FactoryContract<Notifier> {
    @Override
    protected Class<? extends ComponentFactory<Notifier>> spi() {
        return NotifierFactory.class;
    }

    @Override
    protected String name() {
        return "command";
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of(
                "command", "/usr/bin/true",
                "input", "text",
                "max-length", "160",
                "refusals", "2",
                "environment.KEY", "s3cret-variable");
    }

    @Override
    protected Set<String> required() {
        return Set.of("command");
    }

    @Override
    protected Map<String, List<String>> malformed() {
        return Map.of(
                "command", List.of("", " ", "apprise -t failover"),
                "input", List.of("xml", "JSON"),
                "max-length", List.of("19", "-1", "all"),
                "refusals", List.of("0", "256", "1000", "no"),
                "environment.A-B", List.of("x"));
    }

    @Override
    protected Set<String> secret() {
        return Set.of("environment.KEY");
    }
}
