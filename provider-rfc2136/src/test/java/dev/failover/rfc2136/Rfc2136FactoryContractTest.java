package dev.failover.rfc2136;

import dev.failover.component.ComponentFactory;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;
import dev.failover.testkit.FactoryContract;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The contract of factories, with a key; Rfc2136SettingsTest does without. */
class Rfc2136FactoryContractTest extends FactoryContract<DnsProvider> {
    @Override
    protected Class<? extends ComponentFactory<DnsProvider>> spi() {
        return DnsProviderFactory.class;
    }

    @Override
    protected String name() {
        return "rfc2136";
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of(
                "zone", "example.org",
                "server", "127.0.0.1:5353",
                "tsig-name", "failover-key.",
                "tsig-algorithm", "hmac-sha512",
                "tsig-secret", "c2VjcmV0IG9mIHRoaXMgdGVzdA==",
                "unsigned", "false",
                "check-records.0", "www A",
                "check-records.1", "@ AAAA");
    }

    @Override
    protected Set<String> required() {
        return Set.of("zone", "server", "tsig-name", "tsig-secret");
    }

    @Override
    protected Map<String, List<String>> malformed() {
        return Map.of(
                "zone", List.of("-x.org", "", "a b.org", "example.org..", "@", "*.example.org"),
                "server", List.of("", "127.0.0.1:", "127.0.0.1:0", "127.0.0.300", "https://ns1.example.net"),
                "tsig-name", List.of("", "a key", "@"),
                "tsig-algorithm", List.of("", "HMAC-SHA256", "hmac-md5", "sha256"),
                "tsig-secret", List.of("", " ", "not base64!", "c2Vj cmV0"),
                "unsigned", List.of("yes", ""));
    }

    @Override
    protected Set<String> secret() {
        return Set.of("tsig-secret");
    }
}
