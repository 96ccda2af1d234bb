package dev.failover.digitalocean;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.dns.ApiDnsProviderBuilder;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;

/**
 * Makes {@link DigitalOceanDnsProvider}s from the settings {@code zone}, {@code token}, {@code endpoint}, {@code trust-store} and
 * {@code trust-store-password}.
 */
@AutoService(DnsProviderFactory.class)
public final class DigitalOceanDnsProviderFactory implements DnsProviderFactory {
    /** For {@link java.util.ServiceLoader}. */
    public DigitalOceanDnsProviderFactory() {}

    @Override
    public String name() {
        return "digitalocean";
    }

    @Override
    public DnsProvider create(Settings settings) {
        ApiDnsProviderBuilder<DigitalOceanDnsProvider> builder = DigitalOceanDnsProvider.builder();
        return settings.reader()
                .text("zone", builder::zone)
                .secret("token", builder::token)
                .text("endpoint", builder::endpoint)
                .trustStore(builder::trustStore)
                .build(builder::build);
    }
}
