package dev.failover.health;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.internal.io.UserAgent;
import dev.failover.time.TimeSource;
import java.net.InetAddress;
import java.net.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Asks a gRPC server how it is, by the "gRPC Health Checking Protocol" ({@code grpc.health.v1.Health/Check}): UP if it answers SERVING. Over
 * HTTP/2, in the clear (by prior knowledge) or over TLS; each probe makes its own connection. Immutable and thread-safe.
 */
public final class GrpcHealthCheck implements HealthCheck {
    private static final MediaType GRPC = MediaType.get("application/grpc");
    /** Eight digits ("gRPC over HTTP2", "Requests"). */
    private static final long LONGEST_TIMEOUT = 99_999_999;

    private final int port;
    private final String service;
    private final Optional<TlsOptions> tls;
    private final OkHttpClient client;
    private final byte[] question;

    private GrpcHealthCheck(Builder builder) {
        port = builder.port;
        service = builder.service;
        tls = Optional.ofNullable(builder.tls);
        client = client();
        question = question(service);
    }

    /** What is the same in every probe. */
    private OkHttpClient client() {
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .protocols(
                        tls.isPresent()
                                ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1)
                                : List.of(Protocol.H2_PRIOR_KNOWLEDGE))
                .proxy(Proxy.NO_PROXY)
                .fastFallback(false)
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .connectionSpecs(List.of(tls.isPresent() ? ConnectionSpec.MODERN_TLS : ConnectionSpec.CLEARTEXT));
        if (tls.isPresent() && !tls.get().verifiesCertificate()) {
            builder.hostnameVerifier((host, session) -> true);
        }
        return builder.build();
    }

    /** A {@code HealthCheckRequest} (its one field, number 1, is the service) behind its prefix: not compressed, and its length. */
    private static byte[] question(String service) {
        byte[] name = service.getBytes(StandardCharsets.UTF_8);
        int length = name.length == 0 ? 0 : 2 + name.length;
        ByteBuffer message = ByteBuffer.allocate(5 + length).put((byte) 0).putInt(length);
        if (length > 0) {
            message.put((byte) 0x0a).put((byte) name.length).put(name);
        }
        return message.array();
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Health check(InetAddress address, Duration timeout) throws InterruptedException {
        return new GrpcProbe(this, address, timeout, TimeSource.system()).run();
    }

    Optional<TlsOptions> tls() {
        return tls;
    }

    OkHttpClient.Builder newClient() {
        return client.newBuilder();
    }

    Request request(InetAddress address, Duration timeout) {
        String named = tls.map(TlsOptions::name).filter(name -> !name.isEmpty()).orElse(address.getHostAddress());
        return new Request.Builder()
                .url(new HttpUrl.Builder()
                        .scheme(tls.isPresent() ? "https" : "http")
                        .host(named.replaceFirst("%.*", ""))
                        .port(port)
                        .addPathSegments("grpc.health.v1.Health/Check")
                        .build())
                .header("te", "trailers")
                .header("grpc-timeout", Math.max(1, Math.min(LONGEST_TIMEOUT, timeout.toMillis())) + "m")
                .header("user-agent", UserAgent.OURS)
                // OkHttp would ask for gzip by itself.
                .header("accept-encoding", "identity")
                .post(RequestBody.create(question, GRPC))
                .build();
    }

    @Override
    public String toString() {
        return "grpc check: " + (service.isEmpty() ? "" : service + ", ") + "port " + port;
    }

    /** Builds a {@link GrpcHealthCheck}. Only the port is needed. Not thread-safe. */
    public static final class Builder {
        /** What fits the one byte that its length is written in. */
        private static final int LONGEST_SERVICE = 127;

        private int port;
        private String service = "";
        private @Nullable TlsOptions tls;

        private Builder() {}

        /** Which port to connect to, 1 to 65535. Required. */
        public Builder port(int port) {
            this.port = PortRange.checked(port);
            return this;
        }

        /** The service to ask about, by its whole name, of 127 bytes at most; by default the server as a whole. */
        public Builder service(String service) {
            if (service.getBytes(StandardCharsets.UTF_8).length > LONGEST_SERVICE) {
                throw new IllegalArgumentException("must be a name of at most " + LONGEST_SERVICE + " bytes");
            }
            this.service = service;
            return this;
        }

        /** How to speak TLS; by default not at all. */
        public Builder tls(TlsOptions tls) {
            this.tls = tls;
            return this;
        }

        /**
         * The check.
         *
         * @throws InvalidSettingsException if the port is missing
         */
        public GrpcHealthCheck build() {
            new Problems()
                    .unless(port != 0, "port", "is required: the TCP port to connect to, 1 to 65535")
                    .throwIfAny();
            return new GrpcHealthCheck(this);
        }
    }
}
