package dev.failover.rfc2136;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;

/**
 * Makes {@link Rfc2136DnsProvider}s from the settings {@code zone}, {@code server}, {@code tsig-name}, {@code tsig-algorithm},
 * {@code tsig-secret}, {@code unsigned} and {@code check-records}.
 */
@AutoService(DnsProviderFactory.class)
public final class Rfc2136DnsProviderFactory implements DnsProviderFactory {
    /** For {@link java.util.ServiceLoader}. */
    public Rfc2136DnsProviderFactory() {}

    @Override
    public String name() {
        return "rfc2136";
    }

    @Override
    public DnsProvider create(Settings settings) {
        Rfc2136DnsProviderBuilder builder = Rfc2136DnsProvider.builder();
        return settings.reader()
                .text("zone", builder::zone)
                .text("server", builder::server)
                .text("tsig-name", builder::tsigName)
                .constant("tsig-algorithm", TsigAlgorithm.class, builder::tsigAlgorithm)
                .secret("tsig-secret", builder::tsigSecret)
                .flag("unsigned", builder::unsigned)
                .texts("check-records", builder::checkRecords)
                .build(builder::build);
    }
}
