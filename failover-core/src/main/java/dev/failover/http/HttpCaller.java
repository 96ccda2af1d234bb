package dev.failover.http;

import static java.util.Objects.requireNonNull;

import dev.failover.component.Excerpt;
import dev.failover.component.TrustStore;
import dev.failover.component.UnavailableException;
import dev.failover.internal.io.BoundedSockets;
import dev.failover.internal.io.EndlessInputException;
import dev.failover.internal.io.UserAgent;
import dev.failover.time.Durations;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.ConnectionPool;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
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

    private final BoundedSockets sockets;
    private final OkHttpClient.Builder settings;
    private final int maxBodyBytes;
    private final ExecutorService threads = daemonThreads();

    /** Made by the first call: to read the authorities that the JDK trusts takes a tenth of a second. */
    private @Nullable OkHttpClient client;

    private HttpCaller(BoundedSockets sockets, OkHttpClient.Builder settings, int maxBodyBytes) {
        this.sockets = sockets;
        this.settings = settings;
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
        BoundedSockets sockets = BoundedSockets.toAnywhere();
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(2, 5, TimeUnit.SECONDS))
                // HTTP/2 keeps headers and bodies of which nobody has asked for anything yet.
                .protocols(List.of(Protocol.HTTP_1_1))
                .socketFactory(sockets)
                .eventListenerFactory(call -> requireNonNull(call.request().tag(Exchange.class)))
                .addNetworkInterceptor(Exchange::fitForReading)
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
        return new HttpCaller(sockets, builder, maxBodyBytes);
    }

    private synchronized OkHttpClient client() {
        if (client == null) {
            client = settings.build();
        }
        return client;
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
        Exchange exchange = new Exchange(sockets, maxBodyBytes);
        Request request = request(call, exchange);
        Future<HttpReply> reply;
        try {
            // On a thread of its own, as a look-up or a read does not heed interruptions, and reading authorities
            // neither.
            reply = threads.submit(() -> exchange.make(this::client, request, timeout));
        } catch (RejectedExecutionException e) {
            throw new UnavailableException(host(call.uri()) + ": this caller is closed", e);
        }
        try {
            return reply.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            exchange.cancel();
            throw e;
        } catch (TimeoutException e) {
            // OkHttp's own timeout does not end a look-up of the host's name that hangs.
            exchange.cancel();
            throw unavailable(call.uri(), timeout, new SocketTimeoutException());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw unavailable(call.uri(), timeout, e.getCause());
        }
    }

    private static Request request(HttpCall call, Exchange exchange) {
        Request.Builder request =
                new Request.Builder().url(call.uri().toString()).tag(Exchange.class, exchange);
        request.header("User-Agent", UserAgent.OURS);
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

    private static String host(URI uri) {
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    private static UnavailableException unavailable(URI uri, Duration timeout, @Nullable Throwable cause) {
        Optional<EndlessInputException> endless = EndlessInputException.behind(cause);
        String why;
        if (endless.isPresent()) {
            why = Excerpt.of(endless.get().getMessage());
        } else if (cause instanceof UnknownHostException) {
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
        return new UnavailableException(host(uri) + ": " + why, quotesOthers(cause) ? null : cause);
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
    public synchronized void close() {
        if (client != null) {
            client.dispatcher().cancelAll();
            client.connectionPool().evictAll();
        }
        threads.shutdown();
    }
}
