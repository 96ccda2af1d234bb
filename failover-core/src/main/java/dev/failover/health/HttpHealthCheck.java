package dev.failover.health;

import com.google.common.base.Suppliers;
import dev.failover.component.ClientCertificate;
import dev.failover.component.Excerpt;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.Secret;
import dev.failover.component.TrustStore;
import dev.failover.internal.io.HttpFraming;
import dev.failover.internal.io.UserAgent;
import dev.failover.internal.loop.Loop;
import dev.failover.internal.probe.Engine;
import dev.failover.internal.probe.Limits;
import dev.failover.internal.probe.Unattended;
import dev.failover.time.Task;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import javax.net.ssl.HostnameVerifier;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Credentials;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Asks a web server for a page, at the very address it is given.
 *
 * <p>The URL gives the port, the {@code Host} header and the name in the TLS handshake (SNI, RFC 6066, section 3); its
 * host is never looked up. Each probe makes its own connection, speaks HTTP/1.1 unless told otherwise, uses no proxy and repeats
 * nothing. A site is UP if it answers in time, with a status that is expected, all of it up to the body limit; over https, with a
 * certificate that is trusted, made out to the URL's host and not expired. Immutable and thread-safe.
 */
public final class HttpHealthCheck extends UnattendedHealthCheck {
    private static final String AUTHORIZATION = "Authorization";
    private static final HostnameVerifier ANY_NAME = (host, session) -> true;

    private final HttpUrl url;
    private final String method;
    private final @Nullable RequestBody requestBody;
    private final Headers headers;
    private final Headers headersAtHome;
    private final List<Secret> secrets;
    private final HttpJudgement judgement;
    private final int bodyLimit;
    private final Optional<Duration> connectTimeout;
    private final Optional<Duration> readTimeout;
    private final boolean followRedirects;
    private final boolean verifyCertificate;
    private final RememberedTrust trust;
    private final Optional<RememberedSessions> sessions;
    private final @Nullable ClientCertificate clientCertificate;
    private final boolean http2;
    private final TimeSource time;
    /** Most checks are the engine's, and need none. */
    private final Supplier<OkHttpClient> client = Suppliers.memoize(this::client);

    private final HttpRequest request;

    private HttpHealthCheck(Builder builder, HttpUrl url) {
        this.url = url;
        method = builder.method;
        byte[] body = sendsBody(method) ? builder.body.getBytes(StandardCharsets.UTF_8) : null;
        requestBody = body == null ? null : RequestBody.create(body, null);
        headers = own(new Headers.Builder(), builder.userAgent);
        headersAtHome = own(builder.headersAtHome(), builder.userAgent);
        secrets = Stream.concat(
                        Optional.ofNullable(builder.password).stream(),
                        Optional.ofNullable(builder.bearerToken).stream())
                .toList();
        judgement = new HttpJudgement(
                builder.expected,
                builder.bodyLimit,
                List.copyOf(builder.wanted.values()),
                Optional.ofNullable(builder.maxLatency));
        bodyLimit = builder.bodyLimit;
        connectTimeout = Optional.ofNullable(builder.connectTimeout);
        readTimeout = Optional.ofNullable(builder.readTimeout);
        followRedirects = builder.followRedirects;
        time = builder.time;
        verifyCertificate = builder.verifyCertificate;
        TrustStore trustStore = builder.trustStore;
        trust = new RememberedTrust(() -> (trustStore == null ? TrustStore.system() : trustStore).trustManager(), time);
        sessions =
                Optional.ofNullable(builder.fullHandshakeEvery).map(longest -> new RememberedSessions(longest, time));
        clientCertificate = builder.clientCertificate;
        http2 = builder.http2;
        request = HttpRequest.of(method, url, headersAtHome, body);
    }

    private static boolean sendsBody(String method) {
        return method.equals("POST") || method.equals("PUT");
    }

    private static Headers own(Headers.Builder more, String userAgent) {
        return more.set("User-Agent", userAgent).set("Connection", "close").build();
    }

    /** What is the same in every probe, so that a probe need only add its address, and its own TLS. */
    private OkHttpClient client() {
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .protocols(http2 ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(Protocol.HTTP_1_1))
                .proxy(Proxy.NO_PROXY)
                .fastFallback(false)
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .connectTimeout(connectTimeout.orElse(Duration.ZERO))
                .readTimeout(readTimeout.orElse(Duration.ZERO))
                .writeTimeout(Duration.ZERO)
                .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                .addNetworkInterceptor(HttpHealthCheck::fitForReading);
        if (!verifyCertificate) {
            builder.hostnameVerifier(ANY_NAME);
        }
        return builder.build();
    }

    /** What decides whether a certificate is made out to a host (RFC 9525): its subject's common name counts for nothing. */
    static HostnameVerifier names() {
        return new OkHttpClient.Builder()
                .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                .build()
                .hostnameVerifier();
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

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Health check(InetAddress address, Duration timeout) throws InterruptedException {
        return isForEngine()
                ? await(this::begin, address, timeout)
                : masked(new HttpProbe(this, address, timeout, time).run());
    }

    @Override
    Optional<Unattended<Health>> unattended() {
        return isForEngine() ? Optional.of(this::begin) : Optional.empty();
    }

    /** Redirects and HTTP/2 are for OkHttp. */
    private boolean isForEngine() {
        return !followRedirects && !http2;
    }

    private Task begin(Unattended.Question question, Unattended.Listener<Health> listener) {
        Optional<HttpTls> tls = url.isHttps() ? Optional.of(newTls(question)) : Optional.empty();
        HttpDialogue dialogue = new HttpDialogue(this, question.timeout(), tls);
        InetSocketAddress peer = new InetSocketAddress(question.address(), url.port());
        Limits limits = new Limits(question.timeout(), connectTimeout, readTimeout);
        Hearing hearing = new Hearing(
                listener,
                ending -> remembered(masked(dialogue.meaning(ending)), question, tls),
                judgement.mayTakeLong() ? Optional.of(ProbeThreads.all()) : Optional.empty());
        Engine engine = ProbeThreads.engine();
        Loop loop = question.loop();
        return tls.isPresent()
                ? engine.begin(loop, peer, limits, tls.get(), dialogue, hearing)
                : engine.begin(loop, peer, limits, dialogue, hearing);
    }

    private HttpTls newTls(Unattended.Question question) {
        return new HttpTls(
                url.host(),
                sessions.filter(remembered -> question.mayResume())
                        .flatMap(remembered -> remembered.at(question.address())),
                () -> FullHandshake.with(url.host(), newCertificate(), time.nanoTime()),
                verifyCertificate ? Peer.NAMES : ANY_NAME);
    }

    private Health remembered(Health found, Unattended.Question question, Optional<HttpTls> tls) {
        sessions.ifPresent(
                remembered -> remembered.ended(question.address(), found.status(), tls.flatMap(HttpTls::madeInFull)));
        return found;
    }

    /** What the engine sends. */
    HttpRequest request() {
        return request;
    }

    /** A server may repeat what it was told. */
    private Health masked(Health health) {
        if (secrets.isEmpty()) {
            return health;
        }
        String detail = health.detail();
        for (Secret secret : secrets) {
            detail = secret.maskIn(detail);
        }
        return new Health(health.status(), detail, health.certificateExpiry());
    }

    HttpUrl url() {
        return url;
    }

    String method() {
        return method;
    }

    /** What is sent behind the headers; null if the method knows no such thing. */
    @Nullable
    RequestBody requestBody() {
        return requestBody;
    }

    /** All headers for where the check itself asks; without those that may be secret for where else it is sent. */
    Headers headersFor(HttpUrl asked) {
        boolean atHome =
                asked.scheme().equals(url.scheme()) && asked.host().equals(url.host()) && asked.port() == url.port();
        return atHome ? headersAtHome : headers;
    }

    HttpJudgement judgement() {
        return judgement;
    }

    int bodyLimit() {
        return bodyLimit;
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

    /** Whether the answer must come by HTTP/2. */
    boolean speaksHttp2() {
        return http2;
    }

    /** A redirect may lead from http to https. */
    boolean speaksTls() {
        return url.isHttps() || followRedirects;
    }

    /** The first to ask for the JDK's own authorities reads them, which takes a tenth of a second. */
    SeenCertificate newCertificate() {
        if (!speaksTls() || !verifyCertificate) {
            return new SeenCertificate(null, clientCertificate, time);
        }
        return new SeenCertificate(trust, clientCertificate, time);
    }

    /** A handshake failed: what its site shows is looked at anew. */
    void distrust() {
        trust.forget();
    }

    OkHttpClient.Builder newClient() {
        return client.get().newBuilder();
    }

    /** Method, host and path; never the query or a header, which may hold a secret. */
    @Override
    public String toString() {
        return "http check: " + method + " " + url.newBuilder().query(null).build();
    }

    /** Builds a {@link HttpHealthCheck}. Only the URL is needed. Not thread-safe. */
    public static final class Builder {
        private static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);
        private static final Duration SHORTEST_RESUMED = Duration.ofMinutes(1);
        private static final Duration LONGEST_RESUMED = Duration.ofHours(24);
        private static final int MAX_BODY_LIMIT = 16 << 20;
        private static final int LONGEST_SENT = 64 << 10;
        private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT");
        private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
        private static final Pattern FIELD_VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");
        private static final Set<String> OWN_HEADERS =
                Set.of("host", "connection", "user-agent", "content-type", "content-length", "transfer-encoding");
        private static final ExpectedStatuses USUAL = ExpectedStatuses.parse("200-399");
        /** RFC 6750, section 2.1. */
        private static final Pattern BEARER_TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

        private final Headers.Builder headers = new Headers.Builder();
        private @Nullable HttpUrl url;
        private String method = "GET";
        private String userAgent = UserAgent.OURS;
        private ExpectedStatuses expected = USUAL;
        private String body = "";
        private String contentType = "";
        private String user = "";
        private @Nullable Secret password;
        private @Nullable Secret bearerToken;
        private int bodyLimit = 64 << 10;
        /** By the setting that wants it. */
        private final Map<String, BodyExpectation> wanted = new LinkedHashMap<>();

        private @Nullable Duration maxLatency;
        private @Nullable Duration connectTimeout;
        private @Nullable Duration readTimeout;
        private boolean followRedirects;
        private @Nullable Duration fullHandshakeEvery;
        private boolean verifyCertificate = true;
        private @Nullable TrustStore trustStore;
        private @Nullable ClientCertificate clientCertificate;
        private boolean http2;
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
                        "must not hold a user or password; give them as the settings user and password");
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

        /** {@code GET}, the default, {@code HEAD}, {@code POST} or {@code PUT}. */
        public Builder method(String method) {
            String upper = method.toUpperCase(Locale.ROOT);
            if (!METHODS.contains(upper)) {
                throw new IllegalArgumentException("must be GET, HEAD, POST or PUT, not \"" + method + "\"");
            }
            this.method = upper;
            return this;
        }

        /**
         * What to send with POST or PUT, as it is, in UTF-8: 1 to 65536 bytes; by default nothing. It is never shown. Each probe sends it
         * again, so it must be something that can be done any number of times.
         */
        public Builder body(String text) {
            int bytes = text.getBytes(StandardCharsets.UTF_8).length;
            if (bytes == 0 || bytes > LONGEST_SENT) {
                throw new IllegalArgumentException("must be from 1 to " + LONGEST_SENT + " bytes, not " + bytes);
            }
            body = text;
            return this;
        }

        /** What {@link #body} is: {@code application/json}. Required with it. */
        public Builder contentType(String type) {
            if (MediaType.parse(type) == null || !FIELD_VALUE.matcher(type).matches()) {
                throw new IllegalArgumentException("must be a media type like application/json");
            }
            contentType = type;
            return this;
        }

        /** Who to log in as, by basic authentication (RFC 7617); with {@link #password}. By default nobody. */
        public Builder user(String user) {
            if (user.isEmpty() || user.indexOf(':') >= 0 || user.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("must be one or more characters without a colon (RFC 7617)");
            }
            this.user = user;
            return this;
        }

        /** The password of {@link #user}. */
        public Builder password(Secret password) {
            this.password = password;
            return this;
        }

        /** A token to show (RFC 6750); by default none. */
        public Builder bearerToken(Secret token) {
            if (!BEARER_TOKEN.matcher(token.reveal()).matches()) {
                throw new IllegalArgumentException("must be a token of letters, digits and ._~+/- (RFC 6750)");
            }
            bearerToken = token;
            return this;
        }

        private Headers.Builder headersAtHome() {
            Headers.Builder all = headers.build().newBuilder();
            if (!contentType.isEmpty()) {
                all.set("Content-Type", contentType);
            }
            if (password != null) {
                all.set(AUTHORIZATION, Credentials.basic(user, password.reveal(), StandardCharsets.UTF_8));
            }
            if (bearerToken != null) {
                all.set(AUTHORIZATION, "Bearer " + bearerToken.reveal());
            }
            return all;
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
            wanted.put("body-contains", new BodyExpectation.Text(text));
            return this;
        }

        /**
         * A regular expression of {@link Pattern} of which the body must hold a match, within its limit; by default none. A search that
         * does not end is over at the timeout, and means DOWN.
         */
        public Builder bodyPattern(String pattern) {
            wanted.put("body-pattern", new BodyExpectation.Match(pattern(pattern)));
            return this;
        }

        /**
         * A value that the body, a JSON document, must hold at one place, exactly as written; may be called for several places.
         *
         * @param path where: names and indices behind {@code $}, like {@code $.status}, {@code $.checks[0].state} or {@code $['a b']} (of
         *     JSONPath, RFC 9535, what leads to one place)
         * @param value a string without quotes, a number as it is written, {@code true}, {@code false} or {@code null}
         */
        public Builder json(String path, String value) {
            wanted.put("json." + path, BodyExpectation.Json.equal(JsonPath.parse(path), value));
            return this;
        }

        /** The same with a regular expression of {@link Pattern}, of which the value must hold a match. */
        public Builder jsonPattern(String path, String pattern) {
            wanted.put("json-pattern." + path, new BodyExpectation.Json(JsonPath.parse(path), pattern(pattern)));
            return this;
        }

        private static Pattern pattern(String pattern) {
            try {
                return Pattern.compile(pattern);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "must be a regular expression: " + Excerpt.of(e.getDescription()), e);
            }
        }

        /**
         * How long an answer may take that is right, from the beginning of the probe to the end of the answer; a slower one means DOWN. By
         * default as long as the probe.
         */
        public Builder maxLatency(Duration most) {
            maxLatency = positive(most);
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
                String setting = name.toLowerCase(Locale.ROOT);
                throw new IllegalArgumentException(
                        setting.equals("user-agent") || setting.equals("content-type")
                                ? "is to be given as " + setting
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
         * http; any other redirect then means DOWN. Headers of {@link #header}, user and token go to the URL's own scheme, host and port
         * only. By default redirects are not followed, and judged by their status.
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

        /**
         * For how long after a handshake in full the active site's TLS session may be resumed, at the same address: 1m to 24h. By default
         * each handshake is made in full. It always is by {@link #check}, at sites that are not active, after a probe that did not
         * succeed, and unless the verdict is UP and nothing speaks against it. A resumed session shows no certificate: for so long
         * nobody sees that it is another one.
         */
        public Builder fullHandshakeEvery(Duration longest) {
            if (longest.compareTo(SHORTEST_RESUMED) < 0 || longest.compareTo(LONGEST_RESUMED) > 0) {
                throw new IllegalArgumentException("must be from 1m to 24h");
            }
            fullHandshakeEvery = longest;
            return this;
        }

        /** Which authorities to trust, instead of the JDK's own. */
        public Builder trustStore(TrustStore trustStore) {
            this.trustStore = trustStore;
            return this;
        }

        /** What to show to a server that asks for a certificate; by default none. */
        public Builder clientCertificate(ClientCertificate certificate) {
            clientCertificate = certificate;
            return this;
        }

        /**
         * Whether to ask for HTTP/2 in the TLS handshake (ALPN, RFC 7301), and take an answer by anything else for DOWN. By default
         * HTTP/1.1 is spoken.
         */
        public Builder http2(boolean http2) {
            this.http2 = http2;
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
            Problems problems = new Problems()
                    .unless(url != null, "url", "is required: the page to ask for, like https://www.example.com/");
            problemsOfAnswer(problems);
            problemsOfRequest(problems);
            problemsOfTls(problems);
            problems.throwIfAny();
            return new HttpHealthCheck(this, Objects.requireNonNull(url));
        }

        private void problemsOfAnswer(Problems problems) {
            for (String setting : wanted.keySet()) {
                problems.unless(
                                !method.equals("HEAD"),
                                setting,
                                "needs another method than HEAD: an answer to that has no body")
                        .unless(bodyLimit > 0, setting, "needs a body-limit of more than 0");
            }
        }

        private void problemsOfRequest(Problems problems) {
            boolean sends = sendsBody(method);
            problems.unless(sends || body.isEmpty(), "body", "needs method POST or PUT")
                    .unless(
                            !sends || body.isEmpty() || !contentType.isEmpty(),
                            "content-type",
                            "is required with a body: application/json, say")
                    .unless(contentType.isEmpty() || !body.isEmpty(), "content-type", "has no effect without body")
                    .unless(
                            !sends || !followRedirects,
                            "follow-redirects",
                            "needs method GET or HEAD: what is posted goes to the URL and nowhere else")
                    .unless(user.isEmpty() || password != null, "password", "is required with a user")
                    .unless(!user.isEmpty() || password == null, "user", "is required with a password")
                    .unless(bearerToken == null || user.isEmpty(), "bearer-token", "is given beside user; remove one")
                    .unless(
                            headers.get(AUTHORIZATION) == null || bearerToken == null && user.isEmpty(),
                            "header." + AUTHORIZATION,
                            "is given beside user or bearer-token; remove one");
        }

        private void problemsOfTls(Problems problems) {
            boolean https = url == null || url.isHttps();
            problems.unless(
                            trustStore == null || verifyCertificate,
                            "trust-store",
                            "has no effect with verify-certificate: false; remove one")
                    .unless(
                            clientCertificate == null || https || followRedirects,
                            "client-certificate",
                            "has no effect without https")
                    .unless(
                            fullHandshakeEvery == null || https && !followRedirects && !http2,
                            "full-handshake-every",
                            "needs an https URL, and neither follow-redirects nor http2, which make each handshake in full")
                    .unless(!http2 || https, "http2", "needs an https URL: it is agreed upon in the TLS handshake");
        }
    }
}
