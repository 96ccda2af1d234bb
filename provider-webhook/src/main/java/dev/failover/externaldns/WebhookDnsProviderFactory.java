package dev.failover.externaldns;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;

/** Makes {@link WebhookDnsProvider}s from the settings {@code zone}, {@code endpoint}, {@code trust-store} and {@code trust-store-password}. */
@AutoService(DnsProviderFactory.class)
public final class WebhookDnsProviderFactory implements DnsProviderFactory {
    /** For {@link java.util.ServiceLoader}. */
    public WebhookDnsProviderFactory() {}

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public DnsProvider create(Settings settings) {
        WebhookDnsProviderBuilder builder = WebhookDnsProvider.builder();
        return settings.reader()
                .text("zone", builder::zone)
                .text("endpoint", builder::endpoint)
                .trustStore(builder::trustStore)
                .build(builder::build);
    }
}
