package dev.failover.health;

import dev.failover.component.Excerpt;
import dev.failover.internal.io.BoundedSockets;
import dev.failover.internal.io.EndlessInputException;
import dev.failover.time.Deadline;
import dev.failover.time.Durations;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** One probe of a {@link GrpcHealthCheck}: one call under one deadline. */
final class GrpcProbe {
    /** Far more than an answer of two bytes. */
    private static final int MOST_READ = 4096;

    private static final int PREFIX = 5;
    private static final int STATUS_FIELD = 1 << 3;
    /** Of the message {@code HealthCheckResponse.ServingStatus}, by their numbers. */
    private static final List<String> SERVING_STATUSES =
            List.of("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN");

    /** Of "Status codes and their use in gRPC", by their numbers. */
    private static final List<String> CODES = List.of(
            "OK",
            "CANCELLED",
            "UNKNOWN",
            "INVALID_ARGUMENT",
            "DEADLINE_EXCEEDED",
            "NOT_FOUND",
            "ALREADY_EXISTS",
            "PERMISSION_DENIED",
            "RESOURCE_EXHAUSTED",
            "FAILED_PRECONDITION",
            "ABORTED",
            "OUT_OF_RANGE",
            "UNIMPLEMENTED",
            "INTERNAL",
            "UNAVAILABLE",
            "DATA_LOSS",
            "UNAUTHENTICATED");

    private final Duration timeout;
    private final Deadline deadline;
    private final Optional<TlsOptions> tls;
    private final Optional<SeenCertificate> certificate;
    private final BoundedSockets sockets;
    /**
     * It keeps the connection until the answer is judged. OkHttp takes an answer of no length for complete before its trailers came, and
     * would close a connection that is not to be kept.
     */
    private final ConnectionPool connections = new ConnectionPool(1, 1, TimeUnit.MINUTES);

    private final Call call;
    private volatile Phase phase = Phase.CONNECT;

    /** How far it got, which is what tells one silence from another. */
    private enum Phase {
        CONNECT,
        TLS,
        ANSWER
    }

    GrpcProbe(GrpcHealthCheck check, InetAddress address, Duration timeout, TimeSource time) {
        this.timeout = timeout;
        deadline = Deadline.in(timeout, time::nanoTime);
        tls = check.tls();
        certificate = tls.map(options -> options.newCertificate(time));
        sockets = BoundedSockets.to(address);
        OkHttpClient.Builder client = check.newClient()
                .connectionPool(connections)
                .dns(host -> List.of(address))
                .socketFactory(sockets)
                .eventListener(new Progress());
        certificate.ifPresent(seen -> client.sslSocketFactory(seen.socketFactory(), seen));
        call = client.build().newCall(check.request(address, timeout));
    }

    Health run() throws InterruptedException {
        Future<Health> answer = ProbeThreads.all().submit(this::ask);
        Health health;
        try {
            health = answer.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            health = late();
        } catch (ExecutionException e) {
            health = failed(e.getCause());
        } finally {
            call.cancel();
            sockets.closeAll();
        }
        return certificate
                .flatMap(SeenCertificate::expiry)
                .map(health::withCertificateExpiry)
                .orElse(health);
    }

    private Health ask() throws IOException {
        try (Response response = call.execute()) {
            if (response.protocol() == Protocol.HTTP_1_1) {
                return Health.down("does not offer HTTP/2, which gRPC needs");
            }
            if (response.code() != 200) {
                return Health.down("answered with the HTTP status " + response.code());
            }
            byte[] message = read(response.body().source());
            String status = response.trailers().get("grpc-status");
            return judge(status == null ? response.header("grpc-status") : status, message);
        } finally {
            call.cancel();
            connections.evictAll();
        }
    }

    private static byte[] read(BufferedSource body) throws IOException {
        if (body.request(MOST_READ + 1)) {
            throw new ProtocolException("its answer is longer than that to a question of health");
        }
        return body.readByteArray();
    }

    private static Health judge(@Nullable String status, byte[] message) throws ProtocolException {
        if (status == null) {
            throw new ProtocolException("its answer is not gRPC: it has no grpc-status");
        }
        if (!status.equals("0")) {
            return Health.down("answered " + code(status));
        }
        boolean isPlain = message.length >= PREFIX && message[0] == 0;
        if (!isPlain) {
            throw new ProtocolException("its answer is not gRPC: it has no message");
        }
        // Its only field; zero is not written.
        boolean hasField = message.length >= PREFIX + 2 && message[PREFIX] == STATUS_FIELD;
        int serving = hasField ? message[PREFIX + 1] : 0;
        String name = serving >= 0 && serving < SERVING_STATUSES.size() ? SERVING_STATUSES.get(serving) : "" + serving;
        return name.equals("SERVING") ? Health.up("answered SERVING") : Health.down("answered " + name);
    }

    private static String code(String status) {
        boolean isKnown = status.matches("\\d{1,2}") && Integer.parseInt(status) < CODES.size();
        if (!isKnown) {
            return "status " + Excerpt.of(status, 40);
        }
        String name = CODES.get(Integer.parseInt(status));
        return switch (name) {
            case "NOT_FOUND" -> name + ": it does not know this service";
            case "UNIMPLEMENTED" -> name + ": it has no service grpc.health.v1.Health";
            default -> name;
        };
    }

    private Health failed(@Nullable Throwable failure) {
        if (failure instanceof RuntimeException && phase == Phase.ANSWER) {
            return Health.down(HttpPhase.unreadable(failure));
        }
        if (!(failure instanceof IOException e)) {
            throw new IllegalStateException("a probe failed in an unforeseen way", failure);
        }
        return switch (phase) {
            case CONNECT -> ConnectFailure.explain(e, timeout);
            case TLS ->
                Health.down(certificate
                        .orElseThrow()
                        .explain(e, tls.map(TlsOptions::name).orElseThrow()));
            case ANSWER -> Health.down(answerFault(e));
        };
    }

    private static String answerFault(IOException failure) {
        Optional<EndlessInputException> endless = EndlessInputException.behind(failure);
        if (endless.isPresent()) {
            return String.valueOf(endless.get().getMessage());
        }
        if (failure instanceof ProtocolException) {
            return String.valueOf(failure.getMessage());
        }
        String message = String.valueOf(failure.getMessage());
        return message.contains("Connection reset") || message.contains("Broken pipe")
                ? "connection reset"
                : "its answer is not gRPC over HTTP/2: " + Excerpt.of(message);
    }

    private Health late() {
        String within = " within " + Durations.format(timeout);
        return switch (phase) {
            case CONNECT -> ConnectFailure.timedOut(timeout);
            case TLS -> Health.down("no answer" + within + ": TLS handshake unfinished");
            case ANSWER -> Health.down("no answer" + within);
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
            phase = Phase.ANSWER;
        }
    }
}
