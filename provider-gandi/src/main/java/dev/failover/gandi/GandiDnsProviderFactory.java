package dev.failover.gandi;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.dns.ApiDnsProviderBuilder;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;

/**
 * Makes {@link GandiDnsProvider}s from the settings {@code zone}, {@code token}, {@code endpoint}, {@code trust-store} and
 * {@code trust-store-password}.
 */
@AutoService(DnsProviderFactory.class)
public final class GandiDnsProviderFactory implements DnsProviderFactory {
    /** For {@link java.util.ServiceLoader}. */
    public GandiDnsProviderFactory() {}

    @Override
    public String name() {
        return "gandi";
    }

    @Override
    public DnsProvider create(Settings settings) {
        ApiDnsProviderBuilder<GandiDnsProvider> builder = GandiDnsProvider.builder();
        return settings.reader()
                .text("zone", builder::zone)
                .secret("token", builder::token)
                .text("endpoint", builder::endpoint)
                .trustStore(builder::trustStore)
                .build(builder::build);
    }
}
