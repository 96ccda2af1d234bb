package dev.failover.s3;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.failover.component.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * What a bucket does, over HTTP on 127.0.0.1: signatures, which AWS's own signer calculates anew, conditions of writes, ETags that
 * are hashes of the content, lists, parts, and errors in their documented form. The signatures of bodies in chunks are not looked at.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">conditional writes</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">errors</a>
 */
public final class S3Imitation implements AutoCloseable {
    public static final String BUCKET = "my-watchers";
    public static final String REGION = "gra";
    public static final String KEY_ID = "AKIDEXAMPLE";
    /**
     * A key with the same secret, which a policy lets remove nothing but what lies below a {@code locks/}:
     * {@code s3:DeleteObject} on {@code arn:aws:s3:::BUCKET/*&#47;locks/*} alone.
     */
    public static final String ADDING_KEY_ID = "AKIDADDSONLY";

    public static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    public static final String TOKEN = "token/of+a+session==";

    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8}/[^/]+/s3/aws4_request), ?SignedHeaders=([a-z0-9;-]+),"
                    + " ?Signature=([0-9a-f]{64})");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** AWS's own figure. */
    private static final Duration SKEW = Duration.ofMinutes(15);

    static {
        // Otherwise each answer waits 40 ms for the acknowledgement of its headers.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** Which conditions a store takes for nothing. */
    public enum Ignores {
        NOTHING,
        IF_MATCH,
        IF_NONE_MATCH
    }

    /**
     * What is answered to everything.
     *
     * @param retryAfter seconds; empty for no such header
     */
    public record Answer(int status, String body, String retryAfter) {}

    private final Map<String, byte[]> objects = new TreeMap<>();
    private final Map<String, String> kinds = new HashMap<>();
    private final List<String> requests = new ArrayList<>();
    private HttpServer server;
    private boolean vanished;
    private volatile Ignores ignores = Ignores.NOTHING;
    private volatile String secret = SECRET;
    private volatile boolean session;
    private volatile @Nullable Answer answer;
    private volatile @Nullable String intruder;
    private volatile @Nullable CountDownLatch hanging;
    private volatile boolean losing;
    private volatile boolean damaging;

    public S3Imitation() throws IOException {
        server = listen(0);
    }

    private HttpServer listen(int port) throws IOException {
        HttpServer listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        listening.createContext("/", this::serve);
        listening.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "s3-imitation");
            thread.setDaemon(true);
            return thread;
        }));
        listening.start();
        return listening;
    }

    /** The builder, with all that it takes to reach the bucket here. */
    <T> S3Builder<T> reachedBy(S3Builder<T> builder) {
        return builder.endpoint(endpoint())
                .region(REGION)
                .bucket(BUCKET)
                .accessKeyId(KEY_ID)
                .secretAccessKey(Secret.of(SECRET));
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Method and path of each request that was signed well. */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    public synchronized long writes() {
        return requests.stream().filter(request -> request.startsWith("PUT ")).count();
    }

    /** What an object holds; empty if it is not there. */
    public synchronized Optional<String> content(String key) {
        return Optional.ofNullable(objects.get(key)).map(found -> new String(found, StandardCharsets.UTF_8));
    }

    /** The type of an object, and how long it may be cached, as they were put: {@code text/css, no-cache}. */
    public synchronized String kind(String key) {
        return String.valueOf(kinds.get(key));
    }

    /** What an object holds, byte by byte; empty if it is not there. */
    public synchronized Optional<byte[]> bytes(String key) {
        return Optional.ofNullable(objects.get(key)).map(byte[]::clone);
    }

    public void put(String key, String content) {
        put(key, content.getBytes(StandardCharsets.UTF_8));
    }

    public synchronized void put(String key, byte[] content) {
        objects.put(key, content.clone());
    }

    public synchronized void remove(String key) {
        objects.remove(key);
    }

    public void ignore(Ignores what) {
        ignores = what;
    }

    public void secret(String another) {
        secret = another;
    }

    /** From now on, requests need a session's token as well. */
    public void requireToken() {
        session = true;
    }

    public void answerAll(Answer wanted) {
        answer = wanted;
    }

    /** Just before the next write, somebody else writes this content as the record of {@code www}. */
    public void intrude(String content) {
        intruder = content;
    }

    public void loseNextAnswer() {
        losing = true;
    }

    /** From now on, what is kept is not what was written. */
    public void damage() {
        damaging = true;
    }

    public void hang() {
        hanging = new CountDownLatch(1);
    }

    public void vanish() {
        vanished = true;
        server.stop(0);
    }

    public void heal() throws IOException {
        answer = null;
        intruder = null;
        losing = false;
        damaging = false;
        secret = SECRET;
        CountDownLatch latch = hanging;
        hanging = null;
        if (latch != null) {
            latch.countDown();
        }
        if (vanished) {
            vanished = false;
            server = listen(server.getAddress().getPort());
        }
    }

    public static String error(String code, String message) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code><Message>%s</Message><RequestId>4711</RequestId></Error>"
                .formatted(code, message);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (isInChunks(exchange)) {
                body = S3ImitationWire.unchunked(body);
            }
            CountDownLatch latch = hanging;
            if (latch != null) {
                latch.await();
                return;
            }
            String refusal = refusal(exchange, body);
            Answer forced = answer;
            if (forced != null) {
                count(exchange);
                if (!forced.retryAfter().isEmpty()) {
                    exchange.getResponseHeaders().add("Retry-After", forced.retryAfter());
                }
                reply(exchange, forced.status(), forced.body());
            } else if (!refusal.isEmpty()) {
                reply(exchange, 403, error(refusal, "refused"));
            } else {
                count(exchange);
                carryOut(exchange, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void count(HttpExchange exchange) {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    }

    private synchronized void carryOut(HttpExchange exchange, byte[] body) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (!path.startsWith("/" + BUCKET + "/")) {
            reply(exchange, 404, error("NoSuchBucket", "The specified bucket does not exist"));
            return;
        }
        String key = path.substring(BUCKET.length() + 2);
        if (key.isEmpty()) {
            bucket(exchange);
            return;
        }
        if (exchange.getRequestMethod().equals("DELETE")) {
            delete(exchange, key);
            return;
        }
        boolean write = exchange.getRequestMethod().equals("PUT");
        if (write && intruder != null) {
            put("failover/www", "00000000-0000-4000-8000-000000000000\n" + intruder);
            intruder = null;
        }
        byte[] found = objects.get(key);
        if (!write) {
            if (found == null) {
                reply(exchange, 404, error("NoSuchKey", "The specified key does not exist."));
                return;
            }
            give(exchange, found);
            return;
        }
        String match = exchange.getRequestHeaders().getFirst("If-Match");
        if (match != null && (match.isEmpty() || match.equals("*") && found != null)) {
            // As many servers do: nothing is no condition, and a star is whatever there is.
            match = null;
        }
        String none = exchange.getRequestHeaders().getFirst("If-None-Match");
        if (match != null && ignores != Ignores.IF_MATCH && found == null) {
            reply(exchange, 404, error("NoSuchKey", "The specified key does not exist."));
        } else if (match != null && ignores != Ignores.IF_MATCH && !match.equals(etag(found))
                || none != null && ignores != Ignores.IF_NONE_MATCH && found != null) {
            reply(
                    exchange,
                    412,
                    error("PreconditionFailed", "At least one of the pre-conditions you specified did not hold"));
        } else {
            if (damaging && body.length > 0) {
                body[0] ^= 1;
            }
            objects.put(key, body);
            Headers sent = exchange.getRequestHeaders();
            kinds.put(key, sent.getFirst("Content-Type") + ", " + sent.getFirst("Cache-Control"));
            if (losing && !key.endsWith(".probe")) {
                losing = false;
                return;
            }
            exchange.getResponseHeaders().add("ETag", etag(body));
            reply(exchange, 200, "");
        }
    }

    /** Where it is, or what is in it. */
    private void bucket(HttpExchange exchange) throws IOException {
        Map<String, String> asked = new HashMap<>();
        for (String each : String.valueOf(exchange.getRequestURI().getQuery()).split("&")) {
            String[] parts = each.split("=", 2);
            asked.put(parts[0], parts.length < 2 ? "" : parts[1]);
        }
        if (asked.containsKey("location")) {
            reply(exchange, 200, "<LocationConstraint>" + REGION + "</LocationConstraint>");
        } else {
            reply(exchange, 200, S3ImitationWire.list(objects, asked.getOrDefault("prefix", "")));
        }
    }

    private void delete(HttpExchange exchange, String key) throws IOException {
        if (isAdding(exchange) && !key.contains("/locks/")) {
            reply(exchange, 403, error("AccessDenied", "Access Denied"));
        } else {
            objects.remove(key);
            reply(exchange, 204, "");
        }
    }

    private static boolean isAdding(HttpExchange exchange) {
        return String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
                .contains("Credential=" + ADDING_KEY_ID + "/");
    }

    private static boolean isInChunks(HttpExchange exchange) {
        return String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Content-Sha256"))
                .startsWith("STREAMING-");
    }

    private static void give(HttpExchange exchange, byte[] content) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.add("ETag", etag(content));
        headers.add("Last-Modified", "Mon, 30 Nov 2026 08:00:00 GMT");
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.add("Content-Length", String.valueOf(content.length));
            exchange.sendResponseHeaders(200, -1);
        } else if (range == null) {
            reply(exchange, 200, content);
        } else {
            reply(exchange, 206, S3ImitationWire.part(content, range));
        }
    }

    private static String etag(byte[] content) {
        try {
            return "\"%032x\""
                    .formatted(
                            new BigInteger(1, MessageDigest.getInstance("MD5").digest(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** The code of the error by which a request is refused; empty if its signature is right. */
    private String refusal(HttpExchange exchange, byte[] body) {
        Headers headers = exchange.getRequestHeaders();
        Matcher authorization = AUTHORIZATION.matcher(String.valueOf(headers.getFirst("Authorization")));
        if (!authorization.matches()) {
            return "AccessDenied";
        }
        if (!authorization.group(1).equals(KEY_ID) && !authorization.group(1).equals(ADDING_KEY_ID)) {
            return "InvalidAccessKeyId";
        }
        if (isInChunks(exchange)) {
            return "";
        }
        if (session && !TOKEN.equals(headers.getFirst("X-Amz-Security-Token"))) {
            return "InvalidToken";
        }
        List<String> signed = List.of(authorization.group(3).split(";"));
        for (String name : headers.keySet()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if ((lower.startsWith("x-amz-") || lower.startsWith("if-") || lower.equals("host"))
                    && !signed.contains(lower)) {
                return "AccessDenied";
            }
        }
        Instant at = TIME.parse(headers.getFirst("X-Amz-Date"), Instant::from);
        if (Duration.between(at, Instant.now()).abs().compareTo(SKEW) > 0) {
            return "RequestTimeTooSkewed";
        }
        String right = authorization(exchange, authorization.group(1), body, signed, at);
        return right.equals(headers.getFirst("Authorization")) ? "" : "SignatureDoesNotMatch";
    }

    /** What AWS's own signer makes of the headers that were signed. */
    private String authorization(HttpExchange exchange, String key, byte[] body, List<String> signed, Instant at) {
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(exchange.getRequestMethod()))
                .uri(URI.create("http://" + exchange.getRequestHeaders().getFirst("Host") + exchange.getRequestURI()));
        for (String name : signed) {
            if (!name.equals("x-amz-content-sha256")
                    && !name.equals("x-amz-date")
                    && !name.equals("x-amz-security-token")) {
                request.putHeader(name, exchange.getRequestHeaders().getFirst(name));
            }
        }
        AwsCredentialsIdentity identity = session
                ? AwsSessionCredentialsIdentity.create(key, secret, TOKEN)
                : AwsCredentialsIdentity.create(key, secret);
        return AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(identity)
                        .request(request.build())
                        .payload(() -> new ByteArrayInputStream(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, REGION)
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC)))
                .request()
                .firstMatchingHeader("Authorization")
                .orElseThrow();
    }

    private static void reply(HttpExchange exchange, int status, String text) throws IOException {
        reply(exchange, status, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() throws IOException {
        heal();
        server.stop(0);
    }
}
