package dev.failover.dns;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.Secret;
import dev.failover.component.TrustStore;
import dev.failover.http.ApiDialect;
import dev.failover.http.BaseUrl;
import dev.failover.http.HttpCall;
import dev.failover.http.HttpCaller;
import dev.failover.http.JsonApi;
import dev.failover.time.Attempts;
import dev.failover.time.TimeSource;
import java.net.URI;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Builds the provider of a zone whose API takes one token. Setters throw {@link IllegalArgumentException} for a value that can't be used.
 * Not thread-safe.
 *
 * @param <P> what is built
 */
public final class ApiDnsProviderBuilder<P> {
    private final String whichToken;
    private final BiFunction<Secret, String, ApiDialect> dialect;
    private final Function<ZoneApi, P> provider;
    private @Nullable String zone;
    private @Nullable Secret token;
    private URI endpoint;
    private @Nullable TrustStore trustStore;
    private TimeSource time = TimeSource.system();

    /**
     * For the author of a provider.
     *
     * @param endpoint the vendor's own
     * @param whichToken for whoever gives none: {@code a token that may change the zone}
     * @param dialect of a token and a zone
     */
    public ApiDnsProviderBuilder(
            String endpoint,
            String whichToken,
            BiFunction<Secret, String, ApiDialect> dialect,
            Function<ZoneApi, P> provider) {
        this.endpoint = BaseUrl.parse(endpoint);
        this.whichToken = whichToken;
        this.dialect = dialect;
        this.provider = provider;
    }

    /** The zone's name: {@code beerus.fr}. Required. */
    public ApiDnsProviderBuilder<P> zone(String zone) {
        this.zone = ZoneName.parse(zone);
        return this;
    }

    /** A token of the vendor's. Required. */
    public ApiDnsProviderBuilder<P> token(Secret token) {
        this.token = HttpCall.requireSendable(token);
        return this;
    }

    /** The API's base URL; the vendor's own unless set. */
    public ApiDnsProviderBuilder<P> endpoint(String endpoint) {
        this.endpoint = BaseUrl.parse(endpoint);
        return this;
    }

    /** Which certificate authorities to trust instead of the JDK's. */
    public ApiDnsProviderBuilder<P> trustStore(TrustStore trustStore) {
        this.trustStore = trustStore;
        return this;
    }

    /** What time it is, for deadlines and pauses; the machine's own unless set. */
    public ApiDnsProviderBuilder<P> time(TimeSource time) {
        this.time = time;
        return this;
    }

    /**
     * Makes the provider; asks nobody anything.
     *
     * @throws InvalidSettingsException naming all that is missing
     */
    public P build() {
        new Problems()
                .present(zone, "zone", "the zone's name, like beerus.fr")
                .present(token, "token", whichToken)
                .throwIfAny();
        String name = Objects.requireNonNull(zone);
        Attempts attempts = Attempts.twice(time);
        ApiDialect spoken = dialect.apply(Objects.requireNonNull(token), name);
        JsonApi api = new JsonApi(HttpCaller.create(trustStore), endpoint, spoken, attempts, time);
        return provider.apply(new ZoneApi(name, api, attempts, time));
    }
}
