package dev.failover.cloudflare;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Secret;
import dev.failover.component.TrustStore;
import dev.failover.dns.ApiDnsProviderBuilder;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import dev.failover.dns.ZoneApi;
import dev.failover.time.TimeSource;
import java.util.Collection;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@link CloudflareDnsProvider}s. Setters throw {@link IllegalArgumentException} for a value that can't be used. Not thread-safe.
 */
public final class CloudflareDnsProviderBuilder {
    /** What every plan takes; paid ones take more (developers.cloudflare.com, Batch record changes). */
    private static final int LEAST_BATCH = 200;

    private static final int LARGEST_BATCH = 3500;

    private final ApiDnsProviderBuilder<ZoneApi> at = new ApiDnsProviderBuilder<>(
            "https://api.cloudflare.com/client/v4",
            "an API token with the permission DNS Write for the zone",
            CloudflareDialect::new,
            Function.identity());
    private @Nullable String zoneId;
    private int operationsPerBatch = LEAST_BATCH;
    private Set<String> proxied = Set.of();

    CloudflareDnsProviderBuilder() {}

    /** The zone's name: {@code beerus.fr}. Required. */
    public CloudflareDnsProviderBuilder zone(String zone) {
        at.zone(zone);
        return this;
    }

    /** An API token with the permission DNS Write for the zone. Required. */
    public CloudflareDnsProviderBuilder token(Secret token) {
        at.token(token);
        return this;
    }

    /** The zone's id, 32 hexadecimal digits; looked up by its name unless set. */
    public CloudflareDnsProviderBuilder zoneId(String zoneId) {
        if (!zoneId.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("must be 32 hexadecimal digits, as the zone's overview shows them");
        }
        this.zoneId = zoneId;
        return this;
    }

    /** The API's base URL; Cloudflare's own unless set. */
    public CloudflareDnsProviderBuilder endpoint(String endpoint) {
        at.endpoint(endpoint);
        return this;
    }

    /**
     * The names of addresses and aliases, {@code @} for the zone's own, that are managed though Cloudflare stands in front of them. What
     * is in force there is Cloudflare's own word: the name servers give its addresses whatever is stored. None unless set.
     */
    public CloudflareDnsProviderBuilder proxied(Collection<String> names) {
        proxied = names.stream()
                .map(name -> new RecordKey(name, RecordType.A).name())
                .collect(Collectors.toUnmodifiableSet());
        return this;
    }

    /** How many operations the zone's plan takes in a batch, from 200, the default, to 3,500. */
    public CloudflareDnsProviderBuilder operationsPerBatch(int operations) {
        if (operations < LEAST_BATCH || operations > LARGEST_BATCH) {
            throw new IllegalArgumentException(
                    "must be from %s to %s, not %s".formatted(LEAST_BATCH, LARGEST_BATCH, operations));
        }
        this.operationsPerBatch = operations;
        return this;
    }

    /** Which certificate authorities to trust instead of the JDK's. */
    public CloudflareDnsProviderBuilder trustStore(TrustStore trustStore) {
        at.trustStore(trustStore);
        return this;
    }

    /** What time it is, for deadlines and pauses; the machine's own unless set. */
    public CloudflareDnsProviderBuilder time(TimeSource time) {
        at.time(time);
        return this;
    }

    /**
     * Makes the provider; asks nobody anything.
     *
     * @throws InvalidSettingsException naming all that is missing
     */
    public CloudflareDnsProvider build() {
        return new CloudflareDnsProvider(at.build(), zoneId, proxied, operationsPerBatch);
    }
}
