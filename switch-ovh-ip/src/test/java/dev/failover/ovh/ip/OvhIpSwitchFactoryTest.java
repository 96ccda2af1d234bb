package dev.failover.ovh.ip;

import dev.failover.component.ComponentFactory;
import dev.failover.testkit.FactoryContract;
import dev.failover.traffic.TrafficSwitch;
import dev.failover.traffic.TrafficSwitchFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;

class OvhIpSwitchFactoryTest extends FactoryContract<TrafficSwitch> {
    @Override
    protected Class<? extends ComponentFactory<TrafficSwitch>> spi() {
        return TrafficSwitchFactory.class;
    }

    @Override
    protected String name() {
        return "ovh-ip";
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of(
                "address", "203.0.113.7",
                "destinations.prod", ImitatedIp.PROD,
                "destinations.home", ImitatedIp.HOME,
                "longest", "3m",
                "endpoint", "ovh-eu",
                "application-key", "app-key-of-it",
                "application-secret", "app-secret-of-it",
                "consumer-key", "consumer-key-of-it");
    }

    @Override
    protected Set<String> required() {
        return Set.of("address", "destinations", "application-key", "application-secret", "consumer-key");
    }

    @Override
    protected Map<String, List<String>> malformed() {
        return Map.of(
                "address", List.of("", "beerus.fr", "203.0.113.7/24/3"),
                "destinations.prod", List.of("", "a server", "../ip"),
                "longest", List.of("0s", "16m"),
                "endpoint", List.of("ovh-mars"));
    }

    @Override
    protected Set<String> secret() {
        return Set.of("application-key", "application-secret", "consumer-key");
    }
}
