package dev.failover.ovh;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.Secret;
import dev.failover.component.TrustStore;
import dev.failover.http.BaseUrl;
import dev.failover.http.HttpCall;
import dev.failover.http.HttpCaller;
import dev.failover.http.JsonApi;
import dev.failover.time.Attempts;
import dev.failover.time.TimeSource;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who asks OVH's API, and where: an application's three keys, or a service account. For what speaks to other parts of the API than zones.
 * Setters throw {@link IllegalArgumentException} for a value that can't be used. Not thread-safe.
 */
public final class OvhAccount {
    private Endpoint endpoint = Endpoint.parse(Endpoint.DEFAULT);
    private @Nullable Secret applicationKey;
    private @Nullable Secret applicationSecret;
    private @Nullable Secret consumerKey;
    private @Nullable Secret clientId;
    private @Nullable Secret clientSecret;
    private @Nullable URI tokenUrl;
    private @Nullable TrustStore trustStore;
    private TimeSource time = TimeSource.system();

    /** Of nobody yet, at {@code ovh-eu}. */
    public OvhAccount() {}

    /**
     * Where the account is: {@code ovh-eu} (the default), {@code ovh-ca}, {@code ovh-us}, {@code soyoustart-eu},
     * {@code soyoustart-ca}, {@code kimsufi-eu}, {@code kimsufi-ca}, or the API's base URL, as in
     * {@code https://eu.api.ovh.com/1.0}.
     */
    public OvhAccount endpoint(String endpoint) {
        this.endpoint = Endpoint.parse(endpoint);
        return this;
    }

    /** The key of an application; goes with its secret and a consumer key. */
    public OvhAccount applicationKey(Secret applicationKey) {
        this.applicationKey = HttpCall.requireSendable(applicationKey);
        return this;
    }

    /** The secret of an application; signs, and is never sent. */
    public OvhAccount applicationSecret(Secret applicationSecret) {
        this.applicationSecret = applicationSecret;
        return this;
    }

    /** The consumer key, which ties the application to an account and to its access rules. */
    public OvhAccount consumerKey(Secret consumerKey) {
        this.consumerKey = HttpCall.requireSendable(consumerKey);
        return this;
    }

    /** The client id of a service account (OAuth2); goes with its secret, instead of the three keys. */
    public OvhAccount clientId(Secret clientId) {
        this.clientId = clientId;
        return this;
    }

    /** The client secret of a service account (OAuth2). */
    public OvhAccount clientSecret(Secret clientSecret) {
        this.clientSecret = clientSecret;
        return this;
    }

    /** Where a service account gets its token; known for {@code ovh-eu}, {@code ovh-ca} and {@code ovh-us}. */
    public OvhAccount tokenUrl(String tokenUrl) {
        this.tokenUrl = BaseUrl.parse(tokenUrl);
        return this;
    }

    /** Which certificate authorities to trust instead of the JDK's. */
    public OvhAccount trustStore(TrustStore trustStore) {
        this.trustStore = trustStore;
        return this;
    }

    /** What time it is, for signatures' timestamps, tokens' ages, deadlines and pauses; the machine's own unless set. */
    public OvhAccount time(TimeSource time) {
        this.time = time;
        return this;
    }

    /** Adds what is missing, or does not go together. */
    public void check(Problems problems) {
        checkCredentials(problems);
    }

    /**
     * The API as this account may use it; asks nobody anything. Only after {@link #check} has found nothing.
     *
     * @param setting what names the thing that is asked about: {@code zone}
     * @param name of that thing: {@code beerus.fr}
     */
    public JsonApi api(String setting, String name) {
        HttpCaller http = http();
        return api(http, authentication(http), setting, name);
    }

    JsonApi api(HttpCaller http, Authentication authentication, String setting, String name) {
        return new JsonApi(
                http, endpoint.base(), new OvhDialect(endpoint, authentication, setting, name), attempts(), time);
    }

    /**
     * Makes what gets an application its consumer key; asks nobody anything.
     *
     * @throws InvalidSettingsException naming what is missing: it takes application-key and application-secret
     */
    public OvhKeyRequest keyRequest() {
        new Problems()
                .present(applicationKey, "application-key", "the application's key")
                .present(applicationSecret, "application-secret", "the application's secret")
                .throwIfAny();
        return new OvhKeyRequest(
                endpoint,
                Objects.requireNonNull(applicationKey),
                Objects.requireNonNull(applicationSecret),
                http(),
                time);
    }

    /** Where an application is made: OVH shows its key and its secret there. */
    public URI applicationPage() {
        return endpoint.base().resolve("/createApp/");
    }

    /** How often something is tried within one call. */
    public Attempts attempts() {
        return Attempts.twice(time);
    }

    HttpCaller http() {
        return HttpCaller.create(trustStore);
    }

    TimeSource time() {
        return time;
    }

    private void checkCredentials(Problems problems) {
        Map<String, @Nullable Object> keys = new LinkedHashMap<>();
        keys.put("application-key", applicationKey);
        keys.put("application-secret", applicationSecret);
        keys.put("consumer-key", consumerKey);
        Map<String, @Nullable Object> account = new LinkedHashMap<>();
        account.put("client-id", clientId);
        account.put("client-secret", clientSecret);
        boolean anyKey = keys.values().stream().anyMatch(Objects::nonNull);
        boolean anyAccount = account.values().stream().anyMatch(Objects::nonNull);
        if (anyKey && anyAccount) {
            problems.add(
                    "client-id",
                    "belongs to a service account; give either client-id and client-secret, or application-key,"
                            + " application-secret and consumer-key, not both");
        } else if (anyAccount) {
            checkComplete(account, problems, "");
            if (tokenUrl == null && endpoint.tokenUrl() == null) {
                problems.add(
                        "token-url",
                        "is missing: where service accounts get a token is not known for endpoint " + endpoint.name());
            }
        } else {
            checkComplete(keys, problems, anyKey ? "" : "; or client-id and client-secret instead");
        }
        if (tokenUrl != null && !anyAccount) {
            problems.add("token-url", "is used with client-id and client-secret only");
        }
    }

    private static void checkComplete(Map<String, @Nullable Object> family, Problems problems, String alternative) {
        family.forEach((key, value) -> {
            if (value == null) {
                problems.add(key, "is missing: " + String.join(", ", family.keySet()) + " go together" + alternative);
            }
        });
    }

    Authentication authentication(HttpCaller http) {
        if (clientId != null && clientSecret != null) {
            URI url = tokenUrl == null ? Objects.requireNonNull(endpoint.tokenUrl()) : tokenUrl;
            return new ServiceAccount(clientId, clientSecret, url, http, time);
        }
        return new ApplicationKeys(
                Objects.requireNonNull(applicationKey),
                Objects.requireNonNull(applicationSecret),
                Objects.requireNonNull(consumerKey),
                new ServerTime(http, endpoint, time));
    }
}
