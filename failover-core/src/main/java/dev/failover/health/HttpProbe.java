package dev.failover.health;

import dev.failover.component.Excerpt;
import dev.failover.time.Durations;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** One probe of an {@link HttpHealthCheck}: one request, or several where redirects are followed, under one deadline. */
final class HttpProbe {
    private static final int MAX_REDIRECTS = 5;

    private final HttpHealthCheck check;
    private final Duration timeout;
    private final long deadline;
    private final SeenCertificate certificate;
    private final OkHttpClient client;
    private volatile Phase phase = Phase.CONNECT;

    /** How far a request got, which is what tells one silence from another. */
    private enum Phase {
        CONNECT,
        TLS,
        ANSWER,
        BODY
    }

    /** What counts of an answer. */
    private record Answer(
            int status,
            @Nullable HttpUrl redirect,
            @Nullable String location,
            String text) {}

    HttpProbe(HttpHealthCheck check, InetAddress address, Duration timeout) {
        this.check = check;
        this.timeout = timeout;
        deadline = System.nanoTime() + timeout.toNanos();
        certificate = check.newCertificate();
        OkHttpClient.Builder builder = check.client()
                .newBuilder()
                .dns(host -> List.of(address))
                .socketFactory(new PinnedSockets(address))
                .eventListener(new Progress());
        if (check.speaksTls()) {
            builder.sslSocketFactory(certificate.socketFactory(), certificate);
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
            Answer answer;
            try {
                answer = exchange(url);
            } catch (ExecutionException e) {
                return failed(e.getCause(), url);
            } catch (TimeoutException e) {
                return late(timeout);
            }
            HttpUrl next = answer.redirect();
            if (next == null) {
                return judge(answer);
            }
            if (!next.host().equals(url.host()) || (url.isHttps() && !next.isHttps())) {
                return Health.down(told(answer) + ", which is not followed: another host or less safe");
            }
            url = next;
        }
        return Health.down("redirected more than " + MAX_REDIRECTS + " times");
    }

    private Answer exchange(HttpUrl url) throws InterruptedException, ExecutionException, TimeoutException {
        phase = Phase.CONNECT;
        Request request = new Request.Builder()
                .url(url)
                .headers(check.headers())
                .method(check.method(), null)
                .build();
        Call call = client.newCall(request);
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        call.enqueue(new Callback() {
            @Override
            public void onFailure(Call failed, IOException e) {
                answer.completeExceptionally(e);
            }

            @Override
            public void onResponse(Call answered, Response response) {
                try (response) {
                    phase = Phase.BODY;
                    answer.complete(read(response));
                    // A response closed before its end would be read on for a while, to save the connection.
                    answered.cancel();
                } catch (IOException | RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            }
        });
        try {
            return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException | TimeoutException e) {
            call.cancel();
            throw e;
        }
    }

    private Answer read(Response response) throws IOException {
        String location = response.header("Location");
        HttpUrl target = location == null ? null : response.request().url().resolve(location);
        String shown = location == null ? null : target == null ? Excerpt.of(location) : withoutQuery(target);
        if (check.followsRedirects() && target != null && isRedirect(response.code())) {
            return new Answer(response.code(), target, shown, "");
        }
        Buffer body = new Buffer();
        BufferedSource source = response.body().source();
        while (body.size() < check.bodyLimit()) {
            if (source.read(body, check.bodyLimit() - body.size()) < 0) {
                break;
            }
        }
        MediaType type = response.body().contentType();
        String text = check.bodyContains().isEmpty()
                ? ""
                : body.readString(Optional.ofNullable(type)
                        .map(known -> known.charset(StandardCharsets.UTF_8))
                        .orElse(StandardCharsets.UTF_8));
        return new Answer(response.code(), null, isRedirect(response.code()) ? shown : null, text);
    }

    /** RFC 9110, section 15.4. */
    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /** A query may carry a token, and details end up in notifications. */
    private static String withoutQuery(HttpUrl url) {
        return Excerpt.of(url.newBuilder()
                .query(null)
                .fragment(null)
                .username("")
                .password("")
                .build()
                .toString());
    }

    private Health judge(Answer answer) {
        if (!check.expects(answer.status())) {
            return Health.down(told(answer));
        }
        if (!answer.text().contains(check.bodyContains())) {
            return Health.down(
                    told(answer) + " without the text expected in its first " + check.bodyLimit() + " bytes");
        }
        return Health.up(told(answer));
    }

    private static String told(Answer answer) {
        String location = answer.location();
        return "answered " + answer.status() + (location == null ? "" : ", redirecting to " + location);
    }

    private Health failed(@Nullable Throwable failure, HttpUrl url) {
        if (!(failure instanceof IOException e)) {
            throw new IllegalStateException("a probe failed in an unforeseen way", failure);
        }
        return switch (phase) {
            case CONNECT -> ConnectFailure.explain(e, check.connectTimeout().orElse(timeout));
            case TLS -> Health.down(tlsFault(e, url));
            case ANSWER, BODY ->
                e instanceof SocketTimeoutException
                        ? late(check.readTimeout().orElse(timeout))
                        : Health.down(answerFault(e));
        };
    }

    private String tlsFault(IOException failure, HttpUrl url) {
        if (failure instanceof SocketTimeoutException) {
            return late(check.readTimeout().orElse(timeout)).detail();
        }
        return certificate
                .fault(failure instanceof SSLPeerUnverifiedException, url.host())
                .orElseGet(() -> isCertificateRefused(failure)
                        ? "its certificate is not trusted: " + Excerpt.of(failure.getMessage())
                        : "TLS: " + Excerpt.of(failure.getMessage()));
    }

    private static boolean isCertificateRefused(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    private String answerFault(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (failure instanceof EOFException || message.contains("unexpected end of stream")) {
            return phase == Phase.BODY
                    ? "closed the connection in the middle of its answer"
                    : "closed the connection without an answer";
        }
        if (failure instanceof SSLException) {
            return "TLS: " + Excerpt.of(failure.getMessage());
        }
        if (message.contains("reset") || message.contains("broken pipe")) {
            return "connection reset";
        }
        if (failure instanceof ProtocolException) {
            return "its answer is not HTTP: " + Excerpt.of(failure.getMessage());
        }
        return "its answer can't be read: " + Excerpt.of(failure.getMessage());
    }

    private Health late(Duration limit) {
        String within = " within " + Durations.format(limit);
        return switch (phase) {
            case CONNECT -> ConnectFailure.timedOut(limit);
            case TLS -> Health.down("no answer" + within + ": TLS handshake unfinished");
            case ANSWER -> Health.down("no answer" + within);
            case BODY -> Health.down("no complete answer" + within);
        };
    }

    private final class Progress extends EventListener {
        @Override
        public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
            phase = Phase.CONNECT;
        }

        @Override
        public void secureConnectStart(Call call) {
            phase = Phase.TLS;
        }

        @Override
        public void requestHeadersStart(Call call) {
            phase = Phase.ANSWER;
        }
    }
}
