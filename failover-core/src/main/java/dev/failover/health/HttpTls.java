package dev.failover.health;

import dev.failover.internal.probe.Tls;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import okhttp3.CipherSuite;
import okhttp3.ConnectionSpec;
import okhttp3.TlsVersion;
import org.jspecify.annotations.Nullable;

/** TLS of one probe of an {@link HttpHealthCheck} on the engine: spoken as OkHttp speaks it, which carries out the others. */
final class HttpTls implements Tls {
    private static final ConnectionSpec SPEC = ConnectionSpec.MODERN_TLS;
    private static final Set<String> VERSIONS = Objects.requireNonNull(SPEC.tlsVersions()).stream()
            .map(TlsVersion::javaName)
            .collect(Collectors.toSet());
    private static final Set<String> SUITES = Objects.requireNonNull(SPEC.cipherSuites()).stream()
            .map(CipherSuite::javaName)
            .collect(Collectors.toSet());

    private final String host;
    private final Optional<FullHandshake> earlier;
    private final Supplier<FullHandshake> inFull;
    private final HostnameVerifier names;
    private volatile @Nullable FullHandshake present;

    /**
     * @param earlier whose session to resume; empty to make a handshake in full
     * @param inFull asked for what is needed for that when it begins, which may take a while
     * @param names what decides whether a certificate is made out to the host
     */
    HttpTls(String host, Optional<FullHandshake> earlier, Supplier<FullHandshake> inFull, HostnameVerifier names) {
        this.host = host;
        this.earlier = earlier;
        this.inFull = inFull;
        this.names = names;
    }

    @Override
    public SSLEngine begin() {
        FullHandshake mine = earlier.orElseGet(inFull);
        present = mine;
        SSLEngine engine = mine.newEngine();
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(common(parameters.getProtocols(), VERSIONS));
        parameters.setCipherSuites(common(parameters.getCipherSuites(), SUITES));
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        parameters.setServerNames(NamedSockets.serverNames(host));
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static String[] common(String[] enabled, Set<String> wanted) {
        return Stream.of(enabled).filter(wanted::contains).toArray(String[]::new);
    }

    @Override
    public void end(SSLEngine engine) {
        FullHandshake mine = present;
        if (mine != null) {
            mine.release(engine);
        }
    }

    @Override
    public void accept(SSLSession session) throws IOException {
        if (!names.verify(host, session)) {
            throw new SSLPeerUnverifiedException("Hostname " + host + " not verified");
        }
    }

    /** The certificate shown, if it got so far. */
    Optional<SeenCertificate> certificate() {
        return Optional.ofNullable(present).map(FullHandshake::certificate);
    }

    /** What was made in full, if it got so far and was not told to resume a session. */
    Optional<FullHandshake> madeInFull() {
        return earlier.isPresent() ? Optional.empty() : Optional.ofNullable(present);
    }
}
