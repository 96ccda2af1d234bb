package dev.failover.health;

import dev.failover.internal.io.BoundedSockets;
import dev.failover.internal.io.HttpFraming;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionSpec;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** One probe of an {@link HttpHealthCheck}: one request, or several where redirects are followed, under one deadline. */
final class HttpProbe {
    private static final int MAX_REDIRECTS = 5;
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    private final HttpHealthCheck check;
    private final Duration timeout;
    private final Deadline deadline;
    private final SeenCertificate certificate;
    private final BoundedSockets sockets;
    private final OkHttpClient client;
    private volatile HttpPhase phase = HttpPhase.CONNECT;
    private volatile @Nullable Socket connection;
    private volatile @Nullable Response head;

    HttpProbe(HttpHealthCheck check, InetAddress address, Duration timeout, TimeSource time) {
        this.check = check;
        this.timeout = timeout;
        certificate = check.newCertificate();
        deadline = Deadline.in(timeout, time::nanoTime);
        sockets = BoundedSockets.to(address, check.speaksHttp2() ? check.bodyLimit() : 0);
        OkHttpClient.Builder builder = check.newClient()
                .dns(host -> List.of(address))
                .socketFactory(sockets)
                .eventListener(new Progress());
        if (check.speaksTls()) {
            builder.connectionSpecs(List.of(ConnectionSpec.MODERN_TLS, ConnectionSpec.CLEARTEXT))
                    .sslSocketFactory(certificate.socketFactory(), certificate);
        }
        client = builder.build();
    }

    Health run() throws InterruptedException {
        Health health = follow();
        return certificate.expiry().map(health::withCertificateExpiry).orElse(health);
    }

    private Health follow() throws InterruptedException {
        HttpUrl url = check.url();
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            HttpAnswer answer;
            try {
                answer = exchange(url);
            } catch (ExecutionException e) {
                return failed(e.getCause(), url);
            } catch (TimeoutException e) {
                return phase.late(timeout);
            }
            if (answer.location() == null || !check.followsRedirects()) {
                return judge(answer);
            }
            HttpUrl next = answer.target();
            Optional<String> refusal = refusal(url, next);
            if (next == null || refusal.isPresent()) {
                return Health.down(
                        answer.told() + ", which is not followed: " + refusal.orElse("no http or https URL"));
            }
            url = next;
        }
        return Health.down("redirected more than " + MAX_REDIRECTS + " times");
    }

    private Health judge(HttpAnswer answer) {
        Response seen = head;
        if (check.speaksHttp2() && (seen == null || seen.protocol() != Protocol.HTTP_2)) {
            return Health.down(answer.told() + " by HTTP/1.1, and must by HTTP/2");
        }
        return check.judgement().of(answer, timeout.minus(deadline.left()), () -> deadline);
    }

    private static Optional<String> refusal(HttpUrl from, @Nullable HttpUrl to) {
        if (to == null) {
            return Optional.of("no http or https URL");
        }
        if (!to.username().isEmpty() || !to.password().isEmpty()) {
            return Optional.of("a user or password in it");
        }
        return to.host().equals(from.host()) && (to.isHttps() || !from.isHttps())
                ? Optional.empty()
                : Optional.of("another host or less safe");
    }

    private HttpAnswer exchange(HttpUrl url) throws InterruptedException, ExecutionException, TimeoutException {
        phase = HttpPhase.CONNECT;
        head = null;
        Request request = new Request.Builder()
                .url(url)
                .headers(check.headersFor(url))
                .method(check.method(), check.requestBody())
                .build();
        Call call = client.newCall(request);
        Future<HttpAnswer> answer = ProbeThreads.all().submit(() -> answer(call));
        try {
            return answer.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException | TimeoutException e) {
            call.cancel();
            throw e;
        }
    }

    private HttpAnswer answer(Call call) throws IOException {
        try (Response response = call.execute()) {
            phase = HttpPhase.BODY;
            try {
                return read(response);
            } finally {
                // A response closed before its end would be read on for a while, to save the connection.
                call.cancel();
            }
        } catch (ProtocolException e) {
            Response seen = head;
            // OkHttp wants neither a body where there can be none, nor a proxy's status where no proxy was asked.
            if (seen != null
                    && (HttpFraming.endsWithItsHeaders(seen.code()) || seen.code() == PROXY_AUTHENTICATION_REQUIRED)) {
                return HttpAnswer.head(call.request().url(), seen.code(), null);
            }
            throw e;
        }
    }

    private HttpAnswer read(Response response) throws IOException {
        HttpAnswer answer = HttpAnswer.head(response.request().url(), response.code(), response.header("Location"));
        boolean follows = answer.location() != null && check.followsRedirects();
        if (follows || HttpFraming.endsWithItsHeaders(response.code())) {
            return answer;
        }
        Buffer body = new Buffer();
        BufferedSource source = response.body().source();
        // OkHttp has closed the connection of an answer that says it has none: its source would fail.
        boolean hasBody = response.body().contentLength() != 0;
        while (hasBody && body.size() < check.bodyLimit()) {
            if (source.read(body, check.bodyLimit() - body.size()) < 0) {
                break;
            }
            progressed();
        }
        if (!check.judgement().looksAtBody()) {
            return answer;
        }
        return answer.withBody(body.readByteArray(), response.header("Content-Type"));
    }

    private void progressed() {
        Socket current = connection;
        if (current != null) {
            sockets.renew(current);
        }
    }

    private Health failed(@Nullable Throwable failure, HttpUrl url) {
        if (failure instanceof RuntimeException && (phase == HttpPhase.ANSWER || phase == HttpPhase.BODY)) {
            return Health.down(HttpPhase.unreadable(failure));
        }
        if (!(failure instanceof IOException e)) {
            throw new IllegalStateException("a probe failed in an unforeseen way", failure);
        }
        if (phase == HttpPhase.CONNECT) {
            return ConnectFailure.explain(e, check.connectTimeout().orElse(timeout));
        }
        if (e instanceof SocketTimeoutException) {
            return phase.late(check.readTimeout().orElse(timeout));
        }
        if (phase == HttpPhase.TLS) {
            check.distrust();
            return Health.down(certificate.explain(e, url.host()));
        }
        IOException endless = sockets.exceeded();
        return phase.fault(endless == null ? e : endless);
    }

    private final class Progress extends EventListener {
        @Override
        public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
            phase = HttpPhase.CONNECT;
        }

        @Override
        public void secureConnectStart(Call call) {
            phase = HttpPhase.TLS;
        }

        @Override
        public void connectionAcquired(Call call, Connection acquired) {
            connection = acquired.socket();
            progressed();
        }

        @Override
        public void requestHeadersStart(Call call) {
            phase = HttpPhase.ANSWER;
        }

        @Override
        public void responseHeadersEnd(Call call, Response response) {
            head = response;
        }
    }
}
