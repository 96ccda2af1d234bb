package dev.failover.route53;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;

/**
 * Makes {@link Route53DnsProvider}s from the settings {@code zone}, {@code zone-id}, {@code endpoint}, {@code region},
 * {@code access-key-id}, {@code secret-access-key}, {@code session-token}, {@code trust-store} and
 * {@code trust-store-password}.
 */
@AutoService(DnsProviderFactory.class)
public final class Route53DnsProviderFactory implements DnsProviderFactory {
    /** For {@link java.util.ServiceLoader}. */
    public Route53DnsProviderFactory() {}

    @Override
    public String name() {
        return "route53";
    }

    @Override
    public DnsProvider create(Settings settings) {
        Route53DnsProviderBuilder builder = Route53DnsProvider.builder();
        return settings.reader()
                .text("zone", builder::zone)
                .text("zone-id", builder::zoneId)
                .text("endpoint", builder::endpoint)
                .text("region", builder::region)
                .secret("access-key-id", builder::accessKeyId)
                .secret("secret-access-key", builder::secretAccessKey)
                .secret("session-token", builder::sessionToken)
                .trustStore(builder::trustStore)
                .build(builder::build);
    }
}
