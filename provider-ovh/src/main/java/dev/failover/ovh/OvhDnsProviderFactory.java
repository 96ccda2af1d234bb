package dev.failover.ovh;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;

/**
 * Makes {@link OvhDnsProvider}s from the settings {@code zone}, {@code endpoint}, {@code application-key},
 * {@code application-secret}, {@code consumer-key}, {@code client-id}, {@code client-secret}, {@code token-url},
 * {@code trust-store} and {@code trust-store-password}.
 */
@AutoService(DnsProviderFactory.class)
public final class OvhDnsProviderFactory implements DnsProviderFactory {
    /** For {@link java.util.ServiceLoader}. */
    public OvhDnsProviderFactory() {}

    @Override
    public String name() {
        return "ovh";
    }

    @Override
    public DnsProvider create(Settings settings) {
        OvhDnsProviderBuilder builder = OvhDnsProvider.builder();
        return settings.reader()
                .text("zone", builder::zone)
                .text("endpoint", builder::endpoint)
                .secret("application-key", builder::applicationKey)
                .secret("application-secret", builder::applicationSecret)
                .secret("consumer-key", builder::consumerKey)
                .secret("client-id", builder::clientId)
                .secret("client-secret", builder::clientSecret)
                .text("token-url", builder::tokenUrl)
                .trustStore(builder::trustStore)
                .build(builder::build);
    }
}
