package dev.failover.testkit;

import dev.failover.component.ComponentFactory;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@link FactoryContract} of a DNS provider that takes a zone, a token, an endpoint and a trust store. Extend it with those it takes besides. */
public abstract class TokenFactoryContract extends FactoryContract<DnsProvider> {
    @Override
    protected Class<? extends ComponentFactory<DnsProvider>> spi() {
        return DnsProviderFactory.class;
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of("zone", "beerus.fr", "token", "aTokenOfTheVendor", "endpoint", "https://127.0.0.1/v1");
    }

    @Override
    protected Set<String> required() {
        return Set.of("zone", "token");
    }

    @Override
    protected Map<String, List<String>> malformed() {
        return Map.of(
                "zone", List.of("beerus", "-x.fr", "", "a b.fr"),
                "token", List.of("", "two words", "t\u00f6ken"),
                "endpoint", List.of("ftp://localhost/", "http://", ""),
                "trust-store", List.of("/no/such/file.p12"));
    }

    @Override
    protected Set<String> secret() {
        return Set.of("token");
    }
}
