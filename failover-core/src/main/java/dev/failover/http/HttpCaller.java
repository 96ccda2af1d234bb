package dev.failover.http;

import dev.failover.component.Excerpt;
import dev.failover.component.TrustStore;
import dev.failover.component.UnavailableException;
import dev.failover.time.Durations;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.Dns;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes single HTTP calls to a vendor: what every component that speaks HTTP needs, in one place.
 *
 * <p>A call has one deadline for everything, from look-up to the body's last byte, and one limit for the body's size; it
 * ends within a second of an interruption. Nothing is retried, no redirect is followed, no proxy is used, nothing is
 * logged, and messages name the host only, as paths and queries of vendors' URLs hold keys. Thread-safe.
 */
public final class HttpCaller implements AutoCloseable {
    private static final int DEFAULT_MAX_BODY_BYTES = 1 << 20;
    private static final String RETRY_AFTER = "Retry-After";
    private static final String HIDDEN_RETRY_AFTER = "Failover-Retry-After";

    private final OkHttpClient client;
    private final int maxBodyBytes;

    private HttpCaller(OkHttpClient client, int maxBodyBytes) {
        this.client = client;
        this.maxBodyBytes = maxBodyBytes;
    }

    /** A caller that trusts the JDK's certificate authorities, or those of {@code trustStore} instead. */
    public static HttpCaller create(@Nullable TrustStore trustStore) {
        return create(trustStore, DEFAULT_MAX_BODY_BYTES);
    }

    /**
     * A caller with a limit of its own.
     *
     * @param maxBodyBytes a longer body fails the call; more than zero
     */
    public static HttpCaller create(@Nullable TrustStore trustStore, int maxBodyBytes) {
        return create(trustStore, maxBodyBytes, Dns.SYSTEM);
    }

    /** For tests of names that are slow to resolve. */
    static HttpCaller create(@Nullable TrustStore trustStore, int maxBodyBytes, Dns dns) {
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .dispatcher(unqueued())
                .connectionPool(new ConnectionPool(2, 5, TimeUnit.SECONDS))
                .addNetworkInterceptor(HttpCaller::hideRetryAfter)
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .proxy(Proxy.NO_PROXY)
                .dns(dns)
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO);
        if (trustStore != null) {
            builder.sslSocketFactory(trustStore.socketFactory(), trustStore.trustManager());
        }
        return new HttpCaller(builder.build(), maxBodyBytes);
    }

    /** OkHttp sends a request again by itself on 503 with "Retry-After: 0", which nothing but the header prevents. */
    private static Response hideRetryAfter(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        String value = response.header(RETRY_AFTER);
        return value == null
                ? response
                : response.newBuilder()
                        .removeHeader(RETRY_AFTER)
                        .header(HIDDEN_RETRY_AFTER, value)
                        .build();
    }

    private static Map<String, List<String>> headers(Response response) {
        Headers.Builder headers = response.headers().newBuilder();
        String value = response.header(HIDDEN_RETRY_AFTER);
        if (value != null) {
            headers.set(RETRY_AFTER, value).removeAll(HIDDEN_RETRY_AFTER);
        }
        return headers.build().toMultimap();
    }

    /** A queue would be a wait that no deadline covers; callers decide how much they ask at once. */
    private static Dispatcher unqueued() {
        Dispatcher dispatcher = new Dispatcher(daemonThreads());
        dispatcher.setMaxRequests(Integer.MAX_VALUE);
        dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
        return dispatcher;
    }

    /** OkHttp's own threads would keep an application alive for a minute after its last call. */
    private static ExecutorService daemonThreads() {
        return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "failover-http");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Makes one call. Every answer is returned, whatever its status.
     *
     * @param timeout for all of it; more than zero
     * @throws UnavailableException if no complete answer came: unreachable, too slow, cut off, too long, not trusted
     */
    public HttpReply call(HttpCall call, Duration timeout) throws InterruptedException {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a timeout is more than zero, not " + timeout);
        }
        Call pending = client.newCall(request(call));
        pending.timeout().timeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
        CompletableFuture<HttpReply> reply = new CompletableFuture<>();
        pending.enqueue(new Callback() {
            @Override
            public void onFailure(Call failed, IOException e) {
                reply.completeExceptionally(e);
            }

            @Override
            public void onResponse(Call answered, Response response) {
                try (response) {
                    reply.complete(read(response));
                } catch (IOException | RuntimeException e) {
                    reply.completeExceptionally(e);
                }
            }
        });
        try {
            return reply.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            pending.cancel();
            throw e;
        } catch (TimeoutException e) {
            // OkHttp's own timeout does not end a look-up of the host's name that hangs.
            pending.cancel();
            throw unavailable(call.uri(), timeout, new SocketTimeoutException());
        } catch (ExecutionException e) {
            throw unavailable(call.uri(), timeout, e.getCause());
        }
    }

    private static Request request(HttpCall call) {
        Request.Builder request = new Request.Builder().url(call.uri().toString());
        call.headers().forEach(request::header);
        byte[] body = call.body();
        request.method(call.method(), body == null ? emptyIfNeeded(call.method()) : RequestBody.create(body));
        return request.build();
    }

    private static @Nullable RequestBody emptyIfNeeded(String method) {
        return method.equals("POST") || method.equals("PUT") || method.equals("PATCH")
                ? RequestBody.create(new byte[0])
                : null;
    }

    private HttpReply read(Response response) throws IOException {
        Buffer buffer = new Buffer();
        var source = response.body().source();
        while (buffer.size() <= maxBodyBytes) {
            if (source.read(buffer, maxBodyBytes + 1L - buffer.size()) < 0) {
                break;
            }
        }
        if (buffer.size() > maxBodyBytes) {
            throw new ProtocolException("the answer is longer than " + maxBodyBytes + " bytes");
        }
        return new HttpReply(response.code(), headers(response), buffer.readByteArray());
    }

    private static UnavailableException unavailable(URI uri, Duration timeout, @Nullable Throwable cause) {
        String host = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        String why;
        if (cause instanceof UnknownHostException) {
            why = "its name can't be resolved";
        } else if (cause instanceof SocketTimeoutException || cause instanceof java.io.InterruptedIOException) {
            why = "no complete answer within " + Durations.format(timeout);
        } else if (cause instanceof SSLPeerUnverifiedException) {
            why = "TLS failed: its certificate is not made out to " + uri.getHost();
        } else if (cause instanceof SSLException) {
            why = "TLS failed: " + Excerpt.of(cause.getMessage());
        } else {
            why = Excerpt.of(cause == null ? null : cause.getMessage());
        }
        return new UnavailableException(host + ": " + why, quotesOthers(cause) ? null : cause);
    }

    /** Whether a log that shows the cause would show what is not fit for it. */
    private static boolean quotesOthers(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && !Excerpt.of(message).equals(message)) {
                return true;
            }
        }
        return false;
    }

    /** Closes idle connections; calls under way are cancelled. Idempotent. */
    @Override
    public void close() {
        client.dispatcher().cancelAll();
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
    }
}
