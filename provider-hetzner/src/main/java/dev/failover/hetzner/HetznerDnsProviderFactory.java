package dev.failover.hetzner;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.dns.ApiDnsProviderBuilder;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;

/**
 * Makes {@link HetznerDnsProvider}s from the settings {@code zone}, {@code token}, {@code endpoint}, {@code trust-store} and
 * {@code trust-store-password}.
 */
@AutoService(DnsProviderFactory.class)
public final class HetznerDnsProviderFactory implements DnsProviderFactory {
    /** For {@link java.util.ServiceLoader}. */
    public HetznerDnsProviderFactory() {}

    @Override
    public String name() {
        return "hetzner";
    }

    @Override
    public DnsProvider create(Settings settings) {
        ApiDnsProviderBuilder<HetznerDnsProvider> builder = HetznerDnsProvider.builder();
        return settings.reader()
                .text("zone", builder::zone)
                .secret("token", builder::token)
                .text("endpoint", builder::endpoint)
                .trustStore(builder::trustStore)
                .build(builder::build);
    }
}
