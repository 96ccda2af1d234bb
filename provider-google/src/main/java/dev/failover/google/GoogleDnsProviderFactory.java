package dev.failover.google;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;

/**
 * Makes {@link GoogleDnsProvider}s from the settings {@code zone}, {@code managed-zone}, {@code project}, {@code key-file},
 * {@code endpoint}, {@code trust-store} and {@code trust-store-password}.
 */
@AutoService(DnsProviderFactory.class)
public final class GoogleDnsProviderFactory implements DnsProviderFactory {
    /** For {@link java.util.ServiceLoader}. */
    public GoogleDnsProviderFactory() {}

    @Override
    public String name() {
        return "google";
    }

    @Override
    public DnsProvider create(Settings settings) {
        GoogleDnsProviderBuilder builder = GoogleDnsProvider.builder();
        return settings.reader()
                .text("zone", builder::zone)
                .text("managed-zone", builder::managedZone)
                .text("project", builder::project)
                .path("key-file", builder::keyFile)
                .text("endpoint", builder::endpoint)
                .trustStore(builder::trustStore)
                .build(builder::build);
    }
}
