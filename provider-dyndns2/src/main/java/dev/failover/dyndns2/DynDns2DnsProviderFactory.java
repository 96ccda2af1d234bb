package dev.failover.dyndns2;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;

/**
 * Makes {@link DynDns2DnsProvider}s from the settings {@code zone}, {@code vendor}, {@code endpoint}, {@code families}, {@code user}, {@code
 * password}, {@code contact}, {@code propagation}, {@code trust-store} and {@code trust-store-password}.
 */
@AutoService(DnsProviderFactory.class)
public final class DynDns2DnsProviderFactory implements DnsProviderFactory {
    /** For {@link java.util.ServiceLoader}. */
    public DynDns2DnsProviderFactory() {}

    @Override
    public String name() {
        return "dyndns2";
    }

    @Override
    public DnsProvider create(Settings settings) {
        DynDns2DnsProviderBuilder builder = DynDns2DnsProvider.builder();
        return settings.reader()
                .text("zone", builder::zone)
                .constant("vendor", DynDns2Vendor.class, builder::vendor)
                .text("endpoint", builder::endpoint)
                .constant("families", Families.class, builder::families)
                .text("user", builder::user)
                .secret("password", builder::password)
                .text("contact", builder::contact)
                .duration("propagation", builder::propagation)
                .trustStore(builder::trustStore)
                .build(builder::build);
    }
}
