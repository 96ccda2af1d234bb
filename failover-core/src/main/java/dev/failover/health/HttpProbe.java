package dev.failover.health;

import dev.failover.component.Excerpt;
import dev.failover.internal.io.BoundedSockets;
import dev.failover.internal.io.EndlessInputException;
import dev.failover.internal.io.HttpFraming;
import dev.failover.time.Deadline;
import dev.failover.time.Durations;
import dev.failover.time.TimeSource;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Call;
import okhttp3.Connection;
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
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    private final HttpHealthCheck check;
    private final Duration timeout;
    private final Deadline deadline;
    private final SeenCertificate certificate;
    private final BoundedSockets sockets;
    private final OkHttpClient client;
    private volatile Phase phase = Phase.CONNECT;
    private volatile @Nullable Socket connection;
    private volatile @Nullable Response head;

    /** How far a request got, which is what tells one silence from another. */
    private enum Phase {
        CONNECT,
        TLS,
        ANSWER,
        BODY
    }

    /**
     * What counts of an answer.
     *
     * @param location where it points to, for a human; null if nowhere
     * @param target the same, if that is a page; null if it is not
     */
    private record Answer(
            int status, @Nullable String location, @Nullable HttpUrl target, String text) {
        static Answer withoutBody(int status) {
            return new Answer(status, null, null, "");
        }
    }

    HttpProbe(HttpHealthCheck check, InetAddress address, Duration timeout, TimeSource time) {
        this.check = check;
        this.timeout = timeout;
        deadline = Deadline.in(timeout, time::nanoTime);
        certificate = check.newCertificate();
        sockets = BoundedSockets.to(address);
        OkHttpClient.Builder builder = check.client()
                .newBuilder()
                .dns(host -> List.of(address))
                .socketFactory(sockets)
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
            if (answer.location() == null || !check.followsRedirects()) {
                return judge(answer);
            }
            HttpUrl next = answer.target();
            Optional<String> refusal = refusal(url, next);
            if (next == null || refusal.isPresent()) {
                return Health.down(told(answer) + ", which is not followed: " + refusal.orElse("no http or https URL"));
            }
            url = next;
        }
        return Health.down("redirected more than " + MAX_REDIRECTS + " times");
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

    private Answer exchange(HttpUrl url) throws InterruptedException, ExecutionException, TimeoutException {
        phase = Phase.CONNECT;
        head = null;
        Request request = new Request.Builder()
                .url(url)
                .headers(check.headersFor(url))
                .method(check.method(), null)
                .build();
        Call call = client.newCall(request);
        Future<Answer> answer = check.threads().submit(() -> answer(call));
        try {
            return answer.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException | TimeoutException e) {
            call.cancel();
            throw e;
        }
    }

    private Answer answer(Call call) throws IOException {
        try (Response response = call.execute()) {
            phase = Phase.BODY;
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
                return Answer.withoutBody(seen.code());
            }
            throw e;
        }
    }

    private Answer read(Response response) throws IOException {
        String location = isRedirect(response.code()) ? response.header("Location") : null;
        HttpUrl target = location == null ? null : response.request().url().resolve(location);
        String shown = location == null ? null : target == null ? withoutQuery(location) : withoutQuery(target);
        if (location != null && check.followsRedirects()) {
            return new Answer(response.code(), shown, target, "");
        }
        if (HttpFraming.endsWithItsHeaders(response.code())) {
            return Answer.withoutBody(response.code());
        }
        Buffer body = new Buffer();
        BufferedSource source = response.body().source();
        while (body.size() < check.bodyLimit()) {
            if (source.read(body, check.bodyLimit() - body.size()) < 0) {
                break;
            }
            progressed();
        }
        MediaType type = response.body().contentType();
        String text = check.bodyContains().isEmpty()
                ? ""
                : body.readString(Optional.ofNullable(type)
                        .map(known -> known.charset(StandardCharsets.UTF_8))
                        .orElse(StandardCharsets.UTF_8));
        return new Answer(response.code(), shown, null, text);
    }

    private void progressed() {
        Socket current = connection;
        if (current != null) {
            sockets.renew(current);
        }
    }

    /** RFC 9110, section 15.4. */
    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /** What is not even a URL of ours may hold a token or a password all the same. */
    private static String withoutQuery(String location) {
        return Excerpt.of(location.replaceFirst("(?s)[?#].*", "").replaceFirst("//[^/]*@", "//"));
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
        if (failure instanceof RuntimeException && (phase == Phase.ANSWER || phase == Phase.BODY)) {
            // What of an answer makes the library that reads it stumble is still the answer's fault.
            return Health.down("its answer can't be read: " + Excerpt.of(failure.getMessage()));
        }
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
        Optional<EndlessInputException> endless = EndlessInputException.behind(failure);
        if (endless.isPresent()) {
            return "TLS: " + endless.get().getMessage();
        }
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
        Optional<EndlessInputException> endless = EndlessInputException.behind(failure);
        if (endless.isPresent()) {
            return String.valueOf(endless.get().getMessage());
        }
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
        public void connectionAcquired(Call call, Connection acquired) {
            connection = acquired.socket();
            progressed();
        }

        @Override
        public void requestHeadersStart(Call call) {
            phase = Phase.ANSWER;
        }

        @Override
        public void responseHeadersEnd(Call call, Response response) {
            head = response;
        }
    }
}
