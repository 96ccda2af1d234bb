package dev.failover.cloudflare;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;

/**
 * Makes {@link CloudflareDnsProvider}s from the settings {@code zone}, {@code token}, {@code zone-id}, {@code endpoint},
 * {@code proxied}, {@code operations-per-batch}, {@code trust-store} and {@code trust-store-password}.
 */
@AutoService(DnsProviderFactory.class)
public final class CloudflareDnsProviderFactory implements DnsProviderFactory {
    /** For {@link java.util.ServiceLoader}. */
    public CloudflareDnsProviderFactory() {}

    @Override
    public String name() {
        return "cloudflare";
    }

    @Override
    public DnsProvider create(Settings settings) {
        CloudflareDnsProviderBuilder builder = CloudflareDnsProvider.builder();
        return settings.reader()
                .text("zone", builder::zone)
                .secret("token", builder::token)
                .text("zone-id", builder::zoneId)
                .text("endpoint", builder::endpoint)
                .texts("proxied", builder::proxied)
                .integer("operations-per-batch", builder::operationsPerBatch)
                .trustStore(builder::trustStore)
                .build(builder::build);
    }
}
