package dev.failover.route53;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.Secret;
import dev.failover.component.TrustStore;
import dev.failover.dns.ZoneName;
import dev.failover.http.BaseUrl;
import dev.failover.http.HttpCall;
import dev.failover.time.Attempts;
import dev.failover.time.TimeSource;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.Route53ClientBuilder;

/**
 * Builds {@link Route53DnsProvider}s. Setters throw {@link IllegalArgumentException} for a value that can't be used. Not
 * thread-safe.
 */
public final class Route53DnsProviderBuilder {
    /** A throttled request was not executed, and an account has five requests a second for all that it does. */
    private static final int WHEN_THROTTLED = 5;

    /** As the service's model has it: 32 characters at most. */
    private static final Pattern ZONE_ID = Pattern.compile("(/?hostedzone/)?([A-Za-z0-9]{1,32})");

    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+(-[0-9]+)?");
    private static final Pattern KEY_ID = Pattern.compile("\\w{1,128}");

    private @Nullable String zone;
    private @Nullable String zoneId;
    private @Nullable URI endpoint;
    private @Nullable Region region;
    private @Nullable Secret accessKeyId;
    private @Nullable Secret secretAccessKey;
    private @Nullable Secret sessionToken;
    private @Nullable TrustStore trustStore;
    private @Nullable Route53Client client;
    private TimeSource time = TimeSource.system();

    Route53DnsProviderBuilder() {}

    /** The zone's name: {@code example.com}. Required. */
    public Route53DnsProviderBuilder zone(String zone) {
        this.zone = ZoneName.parse(zone);
        return this;
    }

    /**
     * The hosted zone's id, {@code Z0123456789ABCDEFGHIJ}, with or without {@code /hostedzone/} before it. Without it, the
     * zone is looked up by its name, once; there must be exactly one public zone of that name.
     */
    public Route53DnsProviderBuilder zoneId(String zoneId) {
        var matcher = ZONE_ID.matcher(zoneId);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "must be a hosted zone's id like Z0123456789ABCDEFGHIJ, not \"" + zoneId + "\"");
        }
        this.zoneId = matcher.group(2);
        return this;
    }

    /** The API's base URL, http or https, instead of Amazon's own. */
    public Route53DnsProviderBuilder endpoint(String endpoint) {
        this.endpoint = BaseUrl.parse(endpoint);
        return this;
    }

    /**
     * The region to sign for; {@code us-east-1}, where Route 53 is, unless this is set. It also selects Amazon's partition:
     * {@code cn-northwest-1}, {@code us-gov-west-1}.
     */
    public Route53DnsProviderBuilder region(String region) {
        if (!REGION.matcher(region).matches()) {
            throw new IllegalArgumentException("must be a region like us-east-1, not \"" + region + "\"");
        }
        this.region = Region.of(region);
        return this;
    }

    /** The id of an access key; goes with its secret. Without both, the SDK's default chain finds the credentials. */
    public Route53DnsProviderBuilder accessKeyId(Secret accessKeyId) {
        if (!KEY_ID.matcher(accessKeyId.reveal()).matches()) {
            throw new IllegalArgumentException("must be letters and digits");
        }
        this.accessKeyId = accessKeyId;
        return this;
    }

    /** The secret of an access key; signs, and is never sent. */
    public Route53DnsProviderBuilder secretAccessKey(Secret secretAccessKey) {
        this.secretAccessKey = secretAccessKey;
        return this;
    }

    /** The session token of temporary credentials; they end with it, and are not renewed. */
    public Route53DnsProviderBuilder sessionToken(Secret sessionToken) {
        this.sessionToken = HttpCall.requireSendable(sessionToken);
        return this;
    }

    /** Which certificate authorities to trust instead of the JDK's. */
    public Route53DnsProviderBuilder trustStore(TrustStore trustStore) {
        this.trustStore = trustStore;
        return this;
    }

    /**
     * A client of the application's own, with its credentials, endpoint, proxies and interceptors. It is used as it is, its
     * retries included, and is not closed by the provider.
     */
    public Route53DnsProviderBuilder client(Route53Client client) {
        this.client = client;
        return this;
    }

    /** Time for deadlines and pauses; the machine's own unless set. Requests are signed by the SDK's clock. */
    public Route53DnsProviderBuilder time(TimeSource time) {
        this.time = time;
        return this;
    }

    /**
     * Makes the provider; asks nobody anything.
     *
     * @throws InvalidSettingsException naming all that is missing, or does not go together
     */
    public Route53DnsProvider build() {
        Problems problems = new Problems();
        problems.present(zone, "zone", "the zone's name, like example.com");
        checkCredentials(problems);
        checkClient(problems);
        problems.throwIfAny();
        String name = Objects.requireNonNull(zone);
        Route53Client used = client == null ? newClient() : client;
        List<Secret> secrets = Stream.of(accessKeyId, secretAccessKey, sessionToken)
                .filter(Objects::nonNull)
                .toList();
        Route53Api api = new Route53Api(used, client == null, secrets);
        return new Route53DnsProvider(name, zoneId, api, Attempts.of(time, WHEN_THROTTLED), time);
    }

    private void checkCredentials(Problems problems) {
        if ((accessKeyId == null) != (secretAccessKey == null)) {
            problems.add(
                    accessKeyId == null ? "access-key-id" : "secret-access-key",
                    "is missing: access-key-id and secret-access-key go together; without both, the SDK's default chain is"
                            + " used");
        } else if (sessionToken != null && accessKeyId == null) {
            problems.add("session-token", "is used with access-key-id and secret-access-key only; add them");
        }
    }

    private void checkClient(Problems problems) {
        Map<String, @Nullable Object> settings = new LinkedHashMap<>();
        settings.put("endpoint", endpoint);
        settings.put("region", region);
        settings.put("access-key-id", accessKeyId);
        settings.put("trust-store", trustStore);
        settings.forEach((key, value) -> {
            if (client != null && value != null) {
                problems.add(key, "is the client's own to know; leave it out where a client is given");
            }
        });
    }

    private Route53Client newClient() {
        // The partition's usual region, never "aws-global": with an endpoint of its own, that would be signed for.
        Route53ClientBuilder builder = Route53Client.builder()
                .region(region == null ? Region.US_EAST_1 : region)
                .httpClientBuilder(defaults -> new SdkHttp(trustStore))
                // Attempts are counted in one place, ours.
                .overrideConfiguration(settings -> settings.retryStrategy(AwsRetryStrategy.doNotRetry()));
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        if (accessKeyId != null && secretAccessKey != null) {
            builder.credentialsProvider(
                    StaticCredentialsProvider.create(credentials(accessKeyId, secretAccessKey, sessionToken)));
        }
        return builder.build();
    }

    private static AwsCredentials credentials(Secret id, Secret secret, @Nullable Secret token) {
        return token == null
                ? AwsBasicCredentials.create(id.reveal(), secret.reveal())
                : AwsSessionCredentials.create(id.reveal(), secret.reveal(), token.reveal());
    }
}
