package dev.failover.health;

import dev.failover.component.Excerpt;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.TrustStore;
import dev.failover.internal.io.HttpFraming;
import dev.failover.internal.io.UserAgent;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Asks a web server for a page, at the very address it is given.
 *
 * <p>The URL gives the port, the {@code Host} header and the name in the TLS handshake (SNI, RFC 6066, section 3); its
 * host is never looked up. Each probe makes its own connection, speaks HTTP/1.1, uses no proxy and repeats nothing. A
 * site is UP if it answers in time, with a status that is expected, all of it up to the body limit; over https, with a
 * certificate that is trusted, made out to the URL's host and not expired. Immutable and thread-safe.
 */
public final class HttpHealthCheck implements HealthCheck {
    private final HttpUrl url;
    private final String method;
    private final Headers headers;
    private final Headers headersAtHome;
    private final ExpectedStatuses expected;
    private final int bodyLimit;
    private final String bodyContains;
    private final Optional<Duration> connectTimeout;
    private final Optional<Duration> readTimeout;
    private final boolean followRedirects;
    private final @Nullable X509TrustManager trust;
    private final TimeSource time;
    private final OkHttpClient client;
    private final ExecutorService threads = daemonThreads();

    private HttpHealthCheck(Builder builder, HttpUrl url) {
        this.url = url;
        method = builder.method;
        headers = own(new Headers.Builder(), builder.userAgent);
        headersAtHome = own(builder.headers, builder.userAgent);
        expected = builder.expected;
        bodyLimit = builder.bodyLimit;
        bodyContains = builder.bodyContains;
        connectTimeout = Optional.ofNullable(builder.connectTimeout);
        readTimeout = Optional.ofNullable(builder.readTimeout);
        followRedirects = builder.followRedirects;
        time = builder.time;
        trust = speaksTls() && builder.verifyCertificate ? trust(builder.trustStore) : null;
        client = client(builder.verifyCertificate);
    }

    private static Headers own(Headers.Builder more, String userAgent) {
        return more.set("User-Agent", userAgent).set("Connection", "close").build();
    }

    private static X509TrustManager trust(@Nullable TrustStore given) {
        return (given == null ? TrustStore.system() : given).trustManager();
    }

    /** What is the same in every probe, so that a probe need only add its address. */
    private OkHttpClient client(boolean verifyNames) {
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .protocols(List.of(Protocol.HTTP_1_1))
                .proxy(Proxy.NO_PROXY)
                .fastFallback(false)
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .connectTimeout(connectTimeout.orElse(Duration.ZERO))
                .readTimeout(readTimeout.orElse(Duration.ZERO))
                .writeTimeout(Duration.ZERO)
                .addNetworkInterceptor(HttpHealthCheck::fitForReading);
        if (speaksTls()) {
            SeenCertificate none = newCertificate();
            builder.sslSocketFactory(none.socketFactory(), none);
        } else {
            builder.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
        }
        if (!verifyNames) {
            builder.hostnameVerifier((host, session) -> true);
        }
        return builder.build();
    }

    private static Response fitForReading(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        try {
            HttpFraming.checkLength(response.header("Transfer-Encoding"), response.headers("Content-Length"));
        } catch (ProtocolException e) {
            chain.call().cancel();
            throw e;
        }
        // OkHttp repeats a request that was answered "503, Retry-After: 0".
        return response.newBuilder().removeHeader("Retry-After").build();
    }

    /** OkHttp's own threads would keep an application alive for a minute after its last probe. */
    private static ExecutorService daemonThreads() {
        return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "failover-http-check");
            thread.setDaemon(true);
            return thread;
        });
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Health check(InetAddress address, Duration timeout) throws InterruptedException {
        return new HttpProbe(this, address, timeout, time).run();
    }

    HttpUrl url() {
        return url;
    }

    String method() {
        return method;
    }

    /** All headers for where the check itself asks; without those that may be secret for where else it is sent. */
    Headers headersFor(HttpUrl asked) {
        boolean atHome =
                asked.scheme().equals(url.scheme()) && asked.host().equals(url.host()) && asked.port() == url.port();
        return atHome ? headersAtHome : headers;
    }

    ExecutorService threads() {
        return threads;
    }

    boolean expects(int status) {
        return expected.contains(status);
    }

    int bodyLimit() {
        return bodyLimit;
    }

    String bodyContains() {
        return bodyContains;
    }

    Optional<Duration> connectTimeout() {
        return connectTimeout;
    }

    Optional<Duration> readTimeout() {
        return readTimeout;
    }

    boolean followsRedirects() {
        return followRedirects;
    }

    /** A redirect may lead from http to https. */
    boolean speaksTls() {
        return url.isHttps() || followRedirects;
    }

    SeenCertificate newCertificate() {
        return new SeenCertificate(trust, time);
    }

    OkHttpClient client() {
        return client;
    }

    /** Method, host and path; never the query or a header, which may hold a secret. */
    @Override
    public String toString() {
        return "http check: " + method + " " + url.newBuilder().query(null).build();
    }

    /** Builds a {@link HttpHealthCheck}. Only the URL is needed. Not thread-safe. */
    public static final class Builder {
        private static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);
        private static final int MAX_BODY_LIMIT = 16 << 20;
        private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
        private static final Pattern FIELD_VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");
        private static final Set<String> OWN_HEADERS =
                Set.of("host", "connection", "user-agent", "content-length", "transfer-encoding");

        private final Headers.Builder headers = new Headers.Builder();
        private @Nullable HttpUrl url;
        private String method = "GET";
        private String userAgent = UserAgent.OURS;
        private ExpectedStatuses expected = ExpectedStatuses.parse("200-399");
        private int bodyLimit = 64 << 10;
        private String bodyContains = "";
        private @Nullable Duration connectTimeout;
        private @Nullable Duration readTimeout;
        private boolean followRedirects;
        private boolean verifyCertificate = true;
        private @Nullable TrustStore trustStore;
        private TimeSource time = TimeSource.system();

        private Builder() {}

        /**
         * What to ask for: http or https, without user or password. The host may have underscores, and letters of any script, which are
         * sent in their ASCII form (UTS #46). Required.
         */
        public Builder url(URI url) {
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            if (!scheme.equals("http") && !scheme.equals("https")) {
                throw new IllegalArgumentException("must start with http:// or https://");
            }
            String authority = url.getRawAuthority();
            if (authority == null) {
                throw new IllegalArgumentException("must have a host");
            }
            if (authority.indexOf('@') >= 0) {
                throw new IllegalArgumentException(
                        "must not hold a user or password; give them as the header Authorization");
            }
            try {
                this.url = HttpUrl.get(url.toString());
            } catch (IllegalArgumentException e) {
                // The reason names the host or the port at most.
                throw new IllegalArgumentException(
                        "must be a URL with a valid host, and a port from 1 to 65535: " + Excerpt.of(e.getMessage()));
            }
            return this;
        }

        /** {@code GET}, the default, or {@code HEAD}. */
        public Builder method(String method) {
            String upper = method.toUpperCase(Locale.ROOT);
            if (!upper.equals("GET") && !upper.equals("HEAD")) {
                throw new IllegalArgumentException("must be GET or HEAD, not \"" + method + "\"");
            }
            this.method = upper;
            return this;
        }

        /** Which statuses mean UP: a list of statuses and ranges, {@code 200,204,300-399}; by default 200-399. */
        public Builder expectStatus(String ranges) {
            expected = ExpectedStatuses.parse(ranges);
            return this;
        }

        /** Text that the body must hold, within its limit, exactly as written; by default none. */
        public Builder bodyContains(String text) {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("must not be empty");
            }
            bodyContains = text;
            return this;
        }

        /** How much of the body to read and search, once unpacked: 0 to 16777216 bytes, by default 65536. */
        public Builder bodyLimit(int bytes) {
            if (bytes < 0 || bytes > MAX_BODY_LIMIT) {
                throw new IllegalArgumentException("must be from 0 to " + MAX_BODY_LIMIT + " bytes, not " + bytes);
            }
            bodyLimit = bytes;
            return this;
        }

        /** Who to pose as, for servers that answer browsers only; by default {@code failover/} and the version. */
        public Builder userAgent(String userAgent) {
            userAgent = fieldValue(userAgent);
            if (userAgent.isBlank()) {
                throw new IllegalArgumentException("must not be empty");
            }
            this.userAgent = userAgent;
            return this;
        }

        /** Sends one more header. Its value is taken for a secret: it is never shown. */
        public Builder header(String name, String value) {
            if (!TOKEN.matcher(name).matches()) {
                throw new IllegalArgumentException("is no name of a header (RFC 9110, section 5.6.2)");
            }
            if (OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        name.equalsIgnoreCase("user-agent")
                                ? "is to be given as user-agent"
                                : "can't be given: it follows from the URL and from how a check works");
            }
            headers.set(name, fieldValue(value));
            return this;
        }

        private static String fieldValue(String value) {
            if (!FIELD_VALUE.matcher(value).matches()) {
                throw new IllegalArgumentException("must be printable ASCII on one line");
            }
            return value;
        }

        /** How long connecting may take, within the probe's own timeout, which is the default. */
        public Builder connectTimeout(Duration timeout) {
            connectTimeout = positive(timeout);
            return this;
        }

        /** How long the server may be silent, within the probe's own timeout, which is the default. */
        public Builder readTimeout(Duration timeout) {
            readTimeout = positive(timeout);
            return this;
        }

        private static Duration positive(Duration timeout) {
            if (timeout.toMillis() < 1 || timeout.compareTo(MAX_TIMEOUT) > 0) {
                throw new IllegalArgumentException("must be from 1ms to 5m");
            }
            return timeout;
        }

        /**
         * Whether to follow redirects, up to five and at the same address, within the URL's host and not from https to
         * http; any other redirect then means DOWN. Headers of {@link #header} go to the URL's own scheme, host and port only. By
         * default redirects are not followed, and judged by their status.
         */
        public Builder followRedirects(boolean follow) {
            followRedirects = follow;
            return this;
        }

        /** Whether the certificate must be trusted, valid today and made out to the host; by default it must. */
        public Builder verifyCertificate(boolean verify) {
            verifyCertificate = verify;
            return this;
        }

        /** Which authorities to trust, instead of the JDK's own. */
        public Builder trustStore(TrustStore trustStore) {
            this.trustStore = trustStore;
            return this;
        }

        /** What a certificate's dates are compared with, and what a timeout is measured by; the machine's own unless set. */
        public Builder time(TimeSource time) {
            this.time = time;
            return this;
        }

        /**
         * The check.
         *
         * @throws InvalidSettingsException with every setting that is missing or contradicts another
         */
        public HttpHealthCheck build() {
            boolean ofBody = !bodyContains.isEmpty();
            new Problems()
                    .unless(url != null, "url", "is required: the page to ask for, like https://www.example.com/")
                    .unless(
                            !ofBody || !method.equals("HEAD"),
                            "body-contains",
                            "needs method GET: an answer to HEAD has no body")
                    .unless(!ofBody || bodyLimit > 0, "body-contains", "needs a body-limit of more than 0")
                    .unless(
                            trustStore == null || verifyCertificate,
                            "trust-store",
                            "has no effect with verify-certificate: false; remove one")
                    .throwIfAny();
            return new HttpHealthCheck(this, Objects.requireNonNull(url));
        }
    }
}
