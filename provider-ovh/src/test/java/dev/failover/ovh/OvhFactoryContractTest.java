package dev.failover.ovh;

import dev.failover.component.ComponentFactory;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;
import dev.failover.testkit.FactoryContract;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The contract of factories, with application keys; OvhSettingsTest has the service account. */
class OvhFactoryContractTest extends FactoryContract<DnsProvider> {
    @Override
    protected Class<? extends ComponentFactory<DnsProvider>> spi() {
        return DnsProviderFactory.class;
    }

    @Override
    protected String name() {
        return "ovh";
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of(
                "zone", "beerus.fr",
                "endpoint", "ovh-ca",
                "application-key", "anApplicationKey",
                "application-secret", "anApplicationSecret",
                "consumer-key", "aConsumerKey");
    }

    @Override
    protected Set<String> required() {
        return Set.of("zone", "application-key", "application-secret", "consumer-key");
    }

    @Override
    protected Map<String, List<String>> malformed() {
        return Map.of(
                "zone", List.of("beerus", "-x.fr", "", "a b.fr", "beerus.fr..", "\u00e9\u00e9"),
                "endpoint", List.of("ovh", "ftp://localhost/1.0", "http://", ""),
                "application-key", List.of("", "two words", "k\u00e9y-of-somebody"),
                "application-secret", List.of("", " ", "line\nbreak"),
                "consumer-key", List.of("", "two words"),
                "trust-store", List.of("/no/such/file.p12"));
    }

    @Override
    protected Set<String> secret() {
        return Set.of("application-key", "application-secret", "consumer-key");
    }
}
