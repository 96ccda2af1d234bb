package dev.failover.http;

import dev.failover.internal.io.BoundedSockets;
import dev.failover.internal.io.HttpFraming;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** One request and what comes back for it: its headers as they came, and its body as far as it is taken. For one use. */
final class Exchange extends EventListener {
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    private final BoundedSockets sockets;
    private final int maxBodyBytes;
    private volatile @Nullable Socket connection;
    private volatile @Nullable Response head;
    private volatile @Nullable Call pending;
    private volatile boolean cancelled;

    Exchange(BoundedSockets sockets, int maxBodyBytes) {
        this.sockets = sockets;
        this.maxBodyBytes = maxBodyBytes;
    }

    /** What every answer passes through before OkHttp draws its conclusions from it. */
    static Response fitForReading(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        try {
            HttpFraming.checkLength(response.header("Transfer-Encoding"), response.headers("Content-Length"));
        } catch (ProtocolException e) {
            chain.call().cancel();
            throw e;
        }
        // OkHttp sends a request again by itself on 503 with "Retry-After: 0", which nothing but the header prevents.
        return response.newBuilder().removeHeader("Retry-After").build();
    }

    /** @param timeout from the moment in which the client is there */
    HttpReply make(Supplier<OkHttpClient> client, Request request, Duration timeout) throws IOException {
        Call call = client.get().newCall(request);
        call.timeout().timeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
        pending = call;
        if (cancelled) {
            call.cancel();
        }
        return make(call);
    }

    /** Ends it, if need be before it begins. From any thread. */
    void cancel() {
        cancelled = true;
        Call begun = pending;
        if (begun != null) {
            begun.cancel();
        }
    }

    private HttpReply make(Call call) throws IOException {
        try (Response response = call.execute()) {
            byte[] body = new byte[0];
            boolean left = true;
            try {
                if (!HttpFraming.endsWithItsHeaders(response.code())) {
                    body = read(response);
                    left = false;
                }
            } finally {
                if (left) {
                    // Closed before its end, it would be read on for a while, to save the connection.
                    call.cancel();
                }
            }
            return reply(head == null ? response : head, body);
        } catch (ProtocolException e) {
            Response seen = head;
            // OkHttp wants neither a body where there can be none, nor a proxy's status where no proxy was asked.
            if (seen != null
                    && (HttpFraming.endsWithItsHeaders(seen.code()) || seen.code() == PROXY_AUTHENTICATION_REQUIRED)) {
                return reply(seen, new byte[0]);
            }
            throw e;
        }
    }

    private byte[] read(Response response) throws IOException {
        Buffer buffer = new Buffer();
        BufferedSource source = response.body().source();
        while (buffer.size() <= maxBodyBytes) {
            if (source.read(buffer, maxBodyBytes + 1L - buffer.size()) < 0) {
                return buffer.readByteArray();
            }
            progressed();
        }
        throw new ProtocolException("the answer is longer than " + maxBodyBytes + " bytes");
    }

    private static HttpReply reply(Response response, byte[] body) {
        return new HttpReply(response.code(), response.headers().toMultimap(), body);
    }

    private void progressed() {
        Socket current = connection;
        if (current != null) {
            sockets.renew(current);
        }
    }

    @Override
    public void connectionAcquired(Call call, Connection acquired) {
        connection = acquired.socket();
        progressed();
    }

    @Override
    public void responseHeadersEnd(Call call, Response response) {
        head = response;
    }
}
