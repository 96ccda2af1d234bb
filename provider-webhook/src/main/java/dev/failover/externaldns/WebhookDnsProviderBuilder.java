package dev.failover.externaldns;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.TrustStore;
import dev.failover.dns.ZoneApi;
import dev.failover.dns.ZoneName;
import dev.failover.http.BaseUrl;
import dev.failover.http.HttpCaller;
import dev.failover.http.JsonApi;
import dev.failover.time.Attempts;
import dev.failover.time.TimeSource;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@link WebhookDnsProvider}s. Setters throw {@link IllegalArgumentException} for a value that can't be used. Not thread-safe.
 */
public final class WebhookDnsProviderBuilder {
    /** A server lists all records of all its zones at once: some 80,000 of them. */
    private static final int MAX_BODY_BYTES = 16 << 20;

    private @Nullable String zone;
    private URI endpoint = BaseUrl.parse("http://localhost:8888");
    private @Nullable TrustStore trustStore;
    private TimeSource time = TimeSource.system();

    WebhookDnsProviderBuilder() {}

    /** The zone's name: {@code beerus.fr}. Required. */
    public WebhookDnsProviderBuilder zone(String zone) {
        this.zone = ZoneName.parse(zone);
        return this;
    }

    /** The server's base URL; {@code http://localhost:8888}, as the protocol recommends, unless set. */
    public WebhookDnsProviderBuilder endpoint(String endpoint) {
        this.endpoint = BaseUrl.parse(endpoint);
        return this;
    }

    /** Which certificate authorities to trust instead of the JDK's. */
    public WebhookDnsProviderBuilder trustStore(TrustStore trustStore) {
        this.trustStore = trustStore;
        return this;
    }

    /** What time it is, for deadlines and pauses; the machine's own unless set. */
    public WebhookDnsProviderBuilder time(TimeSource time) {
        this.time = time;
        return this;
    }

    /**
     * Makes the provider; asks nobody anything.
     *
     * @throws InvalidSettingsException naming all that is missing
     */
    public WebhookDnsProvider build() {
        new Problems().present(zone, "zone", "the zone's name, like beerus.fr").throwIfAny();
        Attempts attempts = Attempts.twice(time);
        HttpCaller http = HttpCaller.create(trustStore, MAX_BODY_BYTES);
        JsonApi api = new JsonApi(http, endpoint, new WebhookDialect(), attempts, time);
        return new WebhookDnsProvider(new ZoneApi(Objects.requireNonNull(zone), api, attempts, time));
    }
}
