package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.failover.component.TrustStore;
import dev.failover.internal.health.HealthMonitor;
import dev.failover.internal.probe.Unattended;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509ExtendedKeyManager;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With servers that tell handshakes in full from others by whether they sign with their private key. */
@DisplayName("An http check that may resume TLS sessions")
@Timeout(60)
class ResumedHandshakesTest {
    private static final String HOST = "www.example.test";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final HeldCertificate CERTIFICATE =
            new HeldCertificate.Builder().addSubjectAlternativeName(HOST).build();
    private static final Instant EXPIRY =
            CERTIFICATE.certificate().getNotAfter().toInstant();
    private static final TrustStore TRUST = TrustStore.of(new HandshakeCertificates.Builder()
            .addTrustedCertificate(CERTIFICATE.certificate())
            .build()
            .trustManager());

    private final InetAddress production = InetAddresses.forString("127.0.0.6");
    private final InetAddress standby = InetAddresses.forString("127.0.0.7");
    private final Key key = new Key();
    private final List<HttpsServer> servers = new ArrayList<>();
    private volatile int status = 200;

    @AfterEach
    void close() {
        servers.forEach(server -> server.stop(0));
    }

    /** Of all servers, as that of their tickets. */
    private static final class Key extends X509ExtendedKeyManager {
        private final AtomicInteger used = new AtomicInteger();

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return keyType.equals("EC") ? HOST : null;
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return new Counted((ECPrivateKey) CERTIFICATE.keyPair().getPrivate(), used);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {CERTIFICATE.certificate()};
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[] {HOST};
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            throw new AssertionError("the servers have engines");
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            throw new AssertionError("only servers have it");
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            throw new AssertionError("only servers have it");
        }
    }

    /** A key of which each use is counted. */
    private record Counted(ECPrivateKey key, AtomicInteger used) implements ECPrivateKey {
        @Override
        public BigInteger getS() {
            used.incrementAndGet();
            return key.getS();
        }

        @Override
        public byte[] getEncoded() {
            used.incrementAndGet();
            return key.getEncoded();
        }

        @Override
        public ECParameterSpec getParams() {
            return key.getParams();
        }

        @Override
        public String getAlgorithm() {
            return key.getAlgorithm();
        }

        @Override
        public String getFormat() {
            return key.getFormat();
        }
    }

    /** Two sites that share the keys of their tickets, and a check of both. */
    private HttpHealthCheck check(String protocol) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {key}, null, null);
        int port = serve(production, 0, context, protocol);
        serve(standby, port, context, protocol);
        return HttpHealthCheck.builder()
                .url(URI.create("https://" + HOST + ":" + port + "/"))
                .trustStore(TRUST)
                .fullHandshakeEvery(Duration.ofMinutes(10))
                .build();
    }

    private int serve(InetAddress address, int port, SSLContext context, String protocol) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(address, port), 50);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters spoken = context.getDefaultSSLParameters();
                spoken.setProtocols(new String[] {protocol});
                parameters.setSSLParameters(spoken);
            }
        });
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        servers.add(server);
        return server.getAddress().getPort();
    }

    /** How many handshakes in full a probe takes. */
    private int inFull(HealthCheck check, InetAddress site, boolean mayResume) throws Exception {
        int before = key.used.get();
        CompletableFuture<Outcome<Health>> ended = new CompletableFuture<>();
        Unattended.sideOf(check, Health.class)
                .orElseThrow()
                .begin(
                        new Unattended.Question(ProbeThreads.loop(), site, TIMEOUT, mayResume),
                        new Unattended.Listener<>() {
                            @Override
                            public void begins(long nanos) {
                                // It is not measured.
                            }

                            @Override
                            public void ends(Outcome<Health> found, long nanos, Duration held) {
                                ended.complete(found);
                            }
                        });
        Health health = ended.get(20, TimeUnit.SECONDS).fold(found -> found, failure -> {
            throw new AssertionError(failure);
        });
        assertThat(health.status()).isEqualTo(status == 200 ? Health.Status.UP : Health.Status.DOWN);
        assertThat(health.certificateExpiry()).contains(EXPIRY);
        return Math.min(1, key.used.get() - before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    @DisplayName("makes one in full and resumes it, still knowing its certificate, unless it is told not to")
    void resumes(String protocol) throws Exception {
        HttpHealthCheck check = check(protocol);
        assertThat(inFull(check, production, true)).isEqualTo(1);
        for (int i = 0; i < 3; i++) {
            assertThat(inFull(check, production, true)).isZero();
        }
        assertThat(inFull(check, production, false)).isEqualTo(1);
        assertThat(inFull(CompositeHealthCheck.all(List.of(check)), production, true))
                .isZero();
        int before = key.used.get();
        assertThat(check.check(production, TIMEOUT).status()).isEqualTo(Health.Status.UP);
        assertThat(key.used.get() - before).as("who asks once").isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    @DisplayName("never shows one site what another gave out, though they share name and keys")
    void byAddress(String protocol) throws Exception {
        HttpHealthCheck check = check(protocol);
        assertThat(inFull(check, production, true)).isEqualTo(1);
        assertThat(inFull(check, standby, true)).isEqualTo(1);
        assertThat(inFull(check, production, true)).isZero();
        assertThat(inFull(check, standby, true)).isZero();
    }

    @Test
    @DisplayName("makes one in full after a probe that failed, whatever for")
    void afterAFailure() throws Exception {
        HttpHealthCheck check = check("TLSv1.3");
        assertThat(inFull(check, production, true)).isEqualTo(1);
        status = 503;
        assertThat(inFull(check, production, true)).isZero();
        assertThat(inFull(check, production, true)).isEqualTo(1);
        status = 200;
        assertThat(inFull(check, production, true)).isEqualTo(1);
        assertThat(inFull(check, production, true)).isZero();
    }

    @Test
    @DisplayName("resumes in a monitor only at the site that serves, while it is UP and nothing speaks against that")
    void byMonitor() throws Exception {
        Health up = Health.up("on purpose");
        Health down = Health.down("on purpose");
        ScriptedCheck check = new ScriptedCheck();
        check.finds(List.of(up, up, up, up, down, up, up, down, down, down, up, up, up));
        Thresholds thresholds = Thresholds.builder()
                .interval(Duration.ofMillis(10))
                .timeout(Duration.ofMillis(100))
                .fall(2)
                .rise(2)
                .build();
        AtomicInteger heard = new AtomicInteger();
        CompletableFuture<HealthMonitor> present = new CompletableFuture<>();
        try (Scheduler scheduler = Scheduler.system();
                HealthMonitor monitor = HealthMonitor.of(
                        scheduler,
                        "www/prod",
                        check,
                        () -> Optional.of(production),
                        thresholds,
                        Duration.ZERO,
                        found -> present.join().serves(heard.incrementAndGet() >= 3))) {
            present.complete(monitor);
            monitor.start();
            List<Boolean> asked = new ArrayList<>();
            for (int i = 0; i < 13; i++) {
                asked.add(check.nextMayResume());
            }
            assertThat(asked)
                    .containsExactly(
                            false, false, false, // Not known to be UP, and then not serving.
                            true, true, false, true, true, false, // While a failure is being counted.
                            false, false, false, true); // Until it has been found UP often enough.
        }
    }
}
