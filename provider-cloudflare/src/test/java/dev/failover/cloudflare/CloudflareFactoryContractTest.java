package dev.failover.cloudflare;

import dev.failover.component.ComponentFactory;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;
import dev.failover.testkit.FactoryContract;
import java.util.List;
import java.util.Map;
import java.util.Set;

class CloudflareFactoryContractTest extends FactoryContract<DnsProvider> {
    @Override
    protected Class<? extends ComponentFactory<DnsProvider>> spi() {
        return DnsProviderFactory.class;
    }

    @Override
    protected String name() {
        return "cloudflare";
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of(
                "zone", "beerus.fr",
                "token", "aTokenOfCloudflare",
                "zone-id", CloudflareImitation.ZONE_ID,
                "endpoint", "https://127.0.0.1/client/v4",
                "operations-per-batch", "3500");
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
                "zone-id", List.of("", "beerus.fr", "023E105F4ECEF8AD9CA31A8372D0C353"),
                "endpoint", List.of("ftp://localhost/", "http://", ""),
                "operations-per-batch", List.of("0", "199", "3501", "many"),
                "trust-store", List.of("/no/such/file.p12"));
    }

    @Override
    protected Set<String> secret() {
        return Set.of("token");
    }
}
