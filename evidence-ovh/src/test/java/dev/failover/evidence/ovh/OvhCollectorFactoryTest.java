package dev.failover.evidence.ovh;

import dev.failover.component.ComponentFactory;
import dev.failover.evidence.EvidenceCollector;
import dev.failover.evidence.EvidenceCollectorFactory;
import dev.failover.testkit.FactoryContract;
import java.util.List;
import java.util.Map;
import java.util.Set;

class OvhCollectorFactoryTest extends FactoryContract<EvidenceCollector> {
    @Override
    protected Class<? extends ComponentFactory<EvidenceCollector>> spi() {
        return EvidenceCollectorFactory.class;
    }

    @Override
    protected String name() {
        return "ovh";
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of(
                "server", "ns1234567.ip-203-0-113.eu",
                "endpoint", "ovh-ca",
                "application-key", "anApplicationKey",
                "application-secret", "anApplicationSecret",
                "consumer-key", "aConsumerKey");
    }

    @Override
    protected Set<String> required() {
        return Set.of("server", "application-key", "application-secret", "consumer-key");
    }

    @Override
    protected Map<String, List<String>> malformed() {
        return Map.of(
                "server", List.of("", "a b", "../me", "-x"),
                "endpoint", List.of("ovh", "ftp://localhost/1.0"),
                "consumer-key", List.of("", "two words"));
    }

    @Override
    protected Set<String> secret() {
        return Set.of("application-key", "application-secret", "consumer-key");
    }
}
