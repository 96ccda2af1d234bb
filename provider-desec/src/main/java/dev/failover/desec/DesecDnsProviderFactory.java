package dev.failover.desec;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.dns.ApiDnsProviderBuilder;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;

/**
 * Makes {@link DesecDnsProvider}s from the settings {@code zone}, {@code token}, {@code endpoint}, {@code trust-store} and
 * {@code trust-store-password}.
 */
@AutoService(DnsProviderFactory.class)
public final class DesecDnsProviderFactory implements DnsProviderFactory {
    /** For {@link java.util.ServiceLoader}. */
    public DesecDnsProviderFactory() {}

    @Override
    public String name() {
        return "desec";
    }

    @Override
    public DnsProvider create(Settings settings) {
        ApiDnsProviderBuilder<DesecDnsProvider> builder = DesecDnsProvider.builder();
        return settings.reader()
                .text("zone", builder::zone)
                .secret("token", builder::token)
                .text("endpoint", builder::endpoint)
                .trustStore(builder::trustStore)
                .build(builder::build);
    }
}
