package dev.failover.route53;

import dev.failover.component.ComponentFactory;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;
import dev.failover.testkit.FactoryContract;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The contract of factories; Route53SettingsTest has what does not go together. */
class Route53FactoryContractTest extends FactoryContract<DnsProvider> {
    @Override
    protected Class<? extends ComponentFactory<DnsProvider>> spi() {
        return DnsProviderFactory.class;
    }

    @Override
    protected String name() {
        return "route53";
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of(
                "zone", "example.com",
                "zone-id", "Z0123456789ABCDEFGHIJ",
                "endpoint", "http://127.0.0.1:8402",
                "region", "us-east-1",
                "access-key-id", "AKIAEXAMPLE0000000001",
                "secret-access-key", "aSecret/Access+Key",
                "session-token", "aSessionToken==");
    }

    @Override
    protected Set<String> required() {
        return Set.of("zone");
    }

    @Override
    protected Map<String, List<String>> malformed() {
        return Map.of(
                "zone", List.of("example", "-x.com", "", "a b.com", "example.com..", "\u00e9\u00e9"),
                "zone-id", List.of("", "/hostedzone/", "Z 1", "hostedzone/hostedzone/Z1", "Z1/Z2"),
                "endpoint", List.of("route53", "ftp://localhost", "http://", "", "http://u:p@localhost/"),
                "region", List.of("", "US-EAST-1", "us east 1", "earth"),
                "access-key-id", List.of("", "two words", "k\u00e9y-of-somebody", "a/b"),
                "secret-access-key", List.of("", " ", "line\nbreak"),
                "session-token", List.of("", "two words"),
                "trust-store", List.of("/no/such/file.p12"));
    }

    @Override
    protected Set<String> secret() {
        return Set.of("access-key-id", "secret-access-key", "session-token");
    }
}
