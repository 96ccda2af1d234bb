package dev.failover.traffic.command;

import dev.failover.component.ComponentFactory;
import dev.failover.testkit.FactoryContract;
import dev.failover.traffic.TrafficSwitch;
import dev.failover.traffic.TrafficSwitchFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;

class CommandSwitchFactoryTest extends FactoryContract<TrafficSwitch> {
    @Override
    protected Class<? extends ComponentFactory<TrafficSwitch>> spi() {
        return TrafficSwitchFactory.class;
    }

    @Override
    protected String name() {
        return "command";
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of(
                "command", "to-site",
                "sites", "prod",
                "longest", "30s",
                "compares", "true",
                "environment.KEY", "s3cret-variable");
    }

    @Override
    protected Set<String> required() {
        return Set.of("command", "sites");
    }

    @Override
    protected Map<String, List<String>> malformed() {
        return Map.of(
                "command", List.of("", "to-site www"),
                "sites", List.of("", "a site"),
                "longest", List.of("0s", "16m", "soon"),
                "compares", List.of("perhaps"),
                "environment.A-B", List.of("x"));
    }

    @Override
    protected Set<String> secret() {
        return Set.of("environment.KEY");
    }
}
