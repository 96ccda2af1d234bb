package dev.failover.s3;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.Secret;
import dev.failover.component.TrustStore;
import dev.failover.http.BaseUrl;
import dev.failover.http.HttpCall;
import dev.failover.http.HttpCaller;
import dev.failover.time.TimeSource;
import java.net.URI;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Composes what works on a bucket, an {@link S3Coordinator} or {@link S3Files}; reports everything that is wrong at once. Not thread-safe.
 *
 * @param <T> what is made
 */
public final class S3Builder<T> {
    /** As AWS has it, and others no wider. */
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9-]{1,60}");
    private static final Pattern PREFIX = Pattern.compile("(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*");
    private static final Pattern KEY_ID = Pattern.compile("[!-+--~]{1,128}");
    private static final int LONGEST_PREFIX = 200;

    private final Purpose purpose;
    private final BiFunction<Bucket, TimeSource, T> made;
    private @Nullable String bucket;
    private @Nullable String region;
    private @Nullable URI endpoint;
    private @Nullable Boolean pathStyle;
    private String prefix;
    private @Nullable String accessKeyId;
    private @Nullable Secret secretAccessKey;
    private @Nullable Secret sessionToken;
    private @Nullable TrustStore trustStore;
    private TimeSource time = TimeSource.system();

    /** @param prefix unless another is set */
    S3Builder(Purpose purpose, String prefix, BiFunction<Bucket, TimeSource, T> made) {
        this.purpose = purpose;
        this.prefix = prefix;
        this.made = made;
    }

    /**
     * The bucket, which must be there.
     *
     * @throws IllegalArgumentException unless it has 3 to 63 lower-case letters, digits, dots and hyphens
     */
    public S3Builder<T> bucket(String name) {
        if (!BUCKET.matcher(name).matches()) {
            throw new IllegalArgumentException("must be 3 to 63 lower-case letters (a to z), digits, dots or hyphens,"
                    + " with a letter or digit at both ends, not \"" + name + "\"");
        }
        bucket = name;
        return this;
    }

    /** The region that requests are signed for: {@code eu-west-3} at AWS, {@code gra} at OVH, {@code auto} at Cloudflare. */
    public S3Builder<T> region(String name) {
        if (!REGION.matcher(name).matches()) {
            throw new IllegalArgumentException("must be letters (a to z), digits or hyphens, not \"" + name + "\"");
        }
        region = name;
        return this;
    }

    /**
     * Where the service is, without the bucket; AWS's of the region by default.
     *
     * @throws IllegalArgumentException unless it is an http or https URL without path, user, query and fragment
     */
    public S3Builder<T> endpoint(String url) {
        URI base = BaseUrl.parse(url);
        if (!base.getRawPath().isEmpty()) {
            throw new IllegalArgumentException("must be a URL without a path; the bucket is a setting of its own");
        }
        endpoint = base;
        return this;
    }

    /**
     * Whether the bucket is the first part of the path, or else a name below the endpoint's. By default it is in the path if an
     * endpoint is given, and a name at AWS.
     */
    public S3Builder<T> pathStyle(boolean inPath) {
        pathStyle = inPath;
        return this;
    }

    /**
     * What comes before each object's name in its key: by default {@code failover/} for a coordinator, and nothing for files.
     *
     * @throws IllegalArgumentException unless it is empty, or ends with a slash and has at most 200 letters, digits, slashes, dots,
     *     underscores and hyphens
     */
    public S3Builder<T> prefix(String text) {
        if (!PREFIX.matcher(text).matches() || text.length() > LONGEST_PREFIX) {
            throw new IllegalArgumentException(
                    "must be empty, or directories of letters (a to z), digits, dots, underscores"
                            + " and hyphens, each with a slash behind it, not \"" + text + "\"");
        }
        prefix = text;
        return this;
    }

    /** The id of the access key. */
    public S3Builder<T> accessKeyId(String id) {
        if (!KEY_ID.matcher(id).matches()) {
            throw new IllegalArgumentException("must be letters, digits and signs of ASCII, without spaces and commas");
        }
        accessKeyId = id;
        return this;
    }

    /** The access key itself. */
    public S3Builder<T> secretAccessKey(Secret secret) {
        secretAccessKey = secret;
        return this;
    }

    /** The token that goes with a temporary access key; it is not renewed. */
    public S3Builder<T> sessionToken(Secret token) {
        sessionToken = HttpCall.requireSendable(token);
        return this;
    }

    /** Which certificate authorities to trust; the JDK's by default. */
    public S3Builder<T> trustStore(TrustStore trusted) {
        trustStore = trusted;
        return this;
    }

    /** What time it is, which signatures tell; and by which clock a timeout is measured. The machine's own unless set. */
    public S3Builder<T> time(TimeSource source) {
        time = source;
        return this;
    }

    /** @throws InvalidSettingsException if bucket, region or access key is missing, or the bucket can't be a name at the endpoint */
    public T build() {
        boolean inPath = pathStyle == null ? endpoint != null : pathStyle;
        boolean isAddress = endpoint != null && endpoint.getHost().matches("\\[.*|[0-9.]+");
        new Problems()
                .present(bucket, "bucket", "the bucket's name")
                .present(region, "region", "the region that requests are signed for, like eu-west-3")
                .present(accessKeyId, "access-key-id", "the id of the access key")
                .present(secretAccessKey, "secret-access-key", "the access key itself")
                .unless(inPath || !isAddress, "path-style", "must be true: a bucket can't be a name below an address")
                .throwIfAny();
        String name = Objects.requireNonNull(bucket);
        String zone = Objects.requireNonNull(region);
        URI service = endpoint == null ? URI.create("https://s3." + zone + ".amazonaws.com") : endpoint;
        Signature signature = new Signature(
                Objects.requireNonNull(accessKeyId), Objects.requireNonNull(secretAccessKey), sessionToken, zone);
        Bucket objects = new Bucket(
                name,
                address(service, name, inPath),
                prefix,
                signature,
                purpose,
                HttpCaller.create(trustStore, purpose.longestAnswer()),
                time);
        return made.apply(objects, time);
    }

    private static String address(URI service, String bucket, boolean inPath) {
        return inPath
                ? service + "/" + bucket + "/"
                : service.getScheme() + "://" + bucket + "." + service.getRawAuthority() + "/";
    }
}
