package dev.failover.externaldns;

import dev.failover.component.ComponentFactory;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;
import dev.failover.testkit.FactoryContract;
import java.util.List;
import java.util.Map;
import java.util.Set;

class WebhookFactoryContractTest extends FactoryContract<DnsProvider> {
    @Override
    protected Class<? extends ComponentFactory<DnsProvider>> spi() {
        return DnsProviderFactory.class;
    }

    @Override
    protected String name() {
        return "webhook";
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of("zone", "beerus.fr", "endpoint", "http://localhost:8888");
    }

    @Override
    protected Set<String> required() {
        return Set.of("zone");
    }

    @Override
    protected Map<String, List<String>> malformed() {
        return Map.of(
                "zone", List.of("beerus", ""),
                "endpoint", List.of("ftp://localhost/", "localhost:8888", ""),
                "trust-store", List.of("/no/such/file.p12"));
    }
}
