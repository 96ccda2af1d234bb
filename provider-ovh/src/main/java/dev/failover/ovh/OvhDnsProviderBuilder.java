package dev.failover.ovh;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.Secret;
import dev.failover.component.TrustStore;
import dev.failover.dns.ZoneApi;
import dev.failover.dns.ZoneName;
import dev.failover.http.HttpCaller;
import dev.failover.http.JsonApi;
import dev.failover.time.TimeSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@link OvhDnsProvider}s. Setters throw {@link IllegalArgumentException} for a value that can't be used. Not
 * thread-safe.
 */
public final class OvhDnsProviderBuilder {
    private @Nullable String zone;
    private final OvhAccount account = new OvhAccount();

    OvhDnsProviderBuilder() {}

    /** The zone's name: {@code beerus.fr}. Required. */
    public OvhDnsProviderBuilder zone(String zone) {
        this.zone = ZoneName.parse(zone);
        return this;
    }

    /**
     * Where the account is: {@code ovh-eu} (the default), {@code ovh-ca}, {@code ovh-us}, {@code soyoustart-eu},
     * {@code soyoustart-ca}, {@code kimsufi-eu}, {@code kimsufi-ca}, or the API's base URL, as in
     * {@code https://eu.api.ovh.com/1.0}.
     */
    public OvhDnsProviderBuilder endpoint(String endpoint) {
        account.endpoint(endpoint);
        return this;
    }

    /** The key of an application; goes with its secret and a consumer key. */
    public OvhDnsProviderBuilder applicationKey(Secret applicationKey) {
        account.applicationKey(applicationKey);
        return this;
    }

    /** The secret of an application; signs, and is never sent. */
    public OvhDnsProviderBuilder applicationSecret(Secret applicationSecret) {
        account.applicationSecret(applicationSecret);
        return this;
    }

    /** The consumer key, which ties the application to an account and to its access rules. */
    public OvhDnsProviderBuilder consumerKey(Secret consumerKey) {
        account.consumerKey(consumerKey);
        return this;
    }

    /** The client id of a service account (OAuth2); goes with its secret, instead of the three keys. */
    public OvhDnsProviderBuilder clientId(Secret clientId) {
        account.clientId(clientId);
        return this;
    }

    /** The client secret of a service account (OAuth2). */
    public OvhDnsProviderBuilder clientSecret(Secret clientSecret) {
        account.clientSecret(clientSecret);
        return this;
    }

    /** Where a service account gets its token; known for {@code ovh-eu}, {@code ovh-ca} and {@code ovh-us}. */
    public OvhDnsProviderBuilder tokenUrl(String tokenUrl) {
        account.tokenUrl(tokenUrl);
        return this;
    }

    /** Which certificate authorities to trust instead of the JDK's. */
    public OvhDnsProviderBuilder trustStore(TrustStore trustStore) {
        account.trustStore(trustStore);
        return this;
    }

    /** What time it is, for signatures' timestamps, tokens' ages, deadlines and pauses; the machine's own unless set. */
    public OvhDnsProviderBuilder time(TimeSource time) {
        account.time(time);
        return this;
    }

    /**
     * Makes the provider; asks nobody anything.
     *
     * @throws InvalidSettingsException naming all that is missing, or does not go together
     */
    public OvhDnsProvider build() {
        Problems problems = new Problems();
        problems.present(zone, "zone", "the zone's name, like beerus.fr");
        account.check(problems);
        problems.throwIfAny();
        String name = Objects.requireNonNull(zone);
        HttpCaller http = account.http();
        Authentication authentication = account.authentication(http);
        JsonApi api = account.api(http, authentication, "zone", name);
        return new OvhDnsProvider(new ZoneApi(name, api, account.attempts(), account.time()), authentication);
    }

    /**
     * What a consumer key must be allowed to do: the rules that it needs, and those that can do no harm and let more be known.
     *
     * @param records whether record sets are to be made too, or get more or fewer values than they have; an ownership record is made
     * @throws InvalidSettingsException if there is no zone
     */
    public List<AccessRule> accessRules(boolean records) {
        new Problems().present(zone, "zone", "the zone's name, like beerus.fr").throwIfAny();
        String name = Objects.requireNonNull(zone);
        return Right.ofKey(records).map(right -> right.accessRule(name)).toList();
    }
}
