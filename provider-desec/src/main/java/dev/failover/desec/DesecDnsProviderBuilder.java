package dev.failover.desec;

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
 * Builds {@link DesecDnsProvider}s. Setters throw {@link IllegalArgumentException} for a value that can't be used. Not thread-safe.
 */
public final class DesecDnsProviderBuilder {
    private static final URI ENDPOINT = URI.create("https://desec.io/api/v1");

    private @Nullable String zone;
    private @Nullable Secret token;
    private URI endpoint = ENDPOINT;
    private @Nullable TrustStore trustStore;
    private TimeSource time = TimeSource.system();

    DesecDnsProviderBuilder() {}

    /** The zone's name: {@code beerus.fr}. Required. */
    public DesecDnsProviderBuilder zone(String zone) {
        this.zone = ZoneName.parse(zone);
        return this;
    }

    /** A token that may write what is managed in the zone. Required. */
    public DesecDnsProviderBuilder token(Secret token) {
        this.token = HttpCall.requireSendable(token);
        return this;
    }

    /** The API's base URL; deSEC's own unless set. */
    public DesecDnsProviderBuilder endpoint(String endpoint) {
        this.endpoint = BaseUrl.parse(endpoint);
        return this;
    }

    /** Which certificate authorities to trust instead of the JDK's. */
    public DesecDnsProviderBuilder trustStore(TrustStore trustStore) {
        this.trustStore = trustStore;
        return this;
    }

    /** What time it is, for deadlines and pauses; the machine's own unless set. */
    public DesecDnsProviderBuilder time(TimeSource time) {
        this.time = time;
        return this;
    }

    /**
     * Makes the provider; asks nobody anything.
     *
     * @throws InvalidSettingsException naming all that is missing
     */
    public DesecDnsProvider build() {
        new Problems()
                .present(zone, "zone", "the zone's name, like beerus.fr")
                .present(token, "token", "a token of the account that has the zone")
                .throwIfAny();
        String name = Objects.requireNonNull(zone);
        Attempts attempts = Attempts.twice(time);
        DesecDialect dialect = new DesecDialect(Objects.requireNonNull(token), name);
        JsonApi api = new JsonApi(HttpCaller.create(trustStore), endpoint, dialect, attempts, time);
        return new DesecDnsProvider(name, api, attempts, time);
    }
}
