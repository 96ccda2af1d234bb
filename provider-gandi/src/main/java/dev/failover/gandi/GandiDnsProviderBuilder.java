package dev.failover.gandi;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.Secret;
import dev.failover.component.TrustStore;
import dev.failover.dns.ZoneName;
import dev.failover.http.BaseUrl;
import dev.failover.http.HttpCall;
import dev.failover.http.HttpCaller;
import dev.failover.http.JsonApi;
import dev.failover.time.Attempts;
import dev.failover.time.TimeSource;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@link GandiDnsProvider}s. Setters throw {@link IllegalArgumentException} for a value that can't be used. Not thread-safe.
 */
public final class GandiDnsProviderBuilder {
    private static final URI ENDPOINT = URI.create("https://api.gandi.net/v5/livedns");

    private @Nullable String zone;
    private @Nullable Secret token;
    private URI endpoint = ENDPOINT;
    private @Nullable TrustStore trustStore;
    private TimeSource time = TimeSource.system();

    GandiDnsProviderBuilder() {}

    /** The zone's name: {@code beerus.fr}. Required. */
    public GandiDnsProviderBuilder zone(String zone) {
        this.zone = ZoneName.parse(zone);
        return this;
    }

    /** A personal access token that may manage the technical configuration of the domain. Required. */
    public GandiDnsProviderBuilder token(Secret token) {
        this.token = HttpCall.requireSendable(token);
        return this;
    }

    /** The API's base URL; Gandi's own unless set. */
    public GandiDnsProviderBuilder endpoint(String endpoint) {
        this.endpoint = BaseUrl.parse(endpoint);
        return this;
    }

    /** Which certificate authorities to trust instead of the JDK's. */
    public GandiDnsProviderBuilder trustStore(TrustStore trustStore) {
        this.trustStore = trustStore;
        return this;
    }

    /** What time it is, for deadlines and pauses; the machine's own unless set. */
    public GandiDnsProviderBuilder time(TimeSource time) {
        this.time = time;
        return this;
    }

    /**
     * Makes the provider; asks nobody anything.
     *
     * @throws InvalidSettingsException naming all that is missing
     */
    public GandiDnsProvider build() {
        new Problems()
                .present(zone, "zone", "the zone's name, like beerus.fr")
                .present(token, "token", "a personal access token")
                .throwIfAny();
        String name = Objects.requireNonNull(zone);
        Attempts attempts = Attempts.twice(time);
        GandiDialect dialect = new GandiDialect(Objects.requireNonNull(token), name);
        JsonApi api = new JsonApi(HttpCaller.create(trustStore), endpoint, dialect, attempts, time);
        return new GandiDnsProvider(name, api, attempts, time);
    }
}
