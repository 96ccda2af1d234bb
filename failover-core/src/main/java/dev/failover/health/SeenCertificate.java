package dev.failover.health;

import dev.failover.component.ClientCertificate;
import dev.failover.component.Excerpt;
import dev.failover.internal.io.EndlessInputException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that a server showed in one probe, kept before it is judged: a refused one ends the handshake, after
 * which nobody could say any more what it was.
 *
 * <p>One for each handshake in full, with a TLS context of its own, so that none resumes another's session: a resumed one shows no
 * certificate.
 */
final class SeenCertificate implements X509TrustManager {
    private static final int SUBJECT_ALT_NAME_DNS = 2;
    private static final int SUBJECT_ALT_NAME_IP = 7;
    private static final int MAX_NAMES = 5;

    private final @Nullable X509TrustManager trust;
    private final InstantSource clock;
    private final KeyManager @Nullable [] identity;
    private volatile @Nullable X509Certificate leaf;
    private volatile @Nullable X509Certificate last;

    /** @param trust what decides; null to let any certificate pass */
    SeenCertificate(@Nullable X509TrustManager trust, InstantSource clock) {
        this(trust, null, clock);
    }

    /** @param identity what is shown to a server that asks for a certificate; null for none */
    SeenCertificate(@Nullable X509TrustManager trust, @Nullable ClientCertificate identity, InstantSource clock) {
        this.trust = trust;
        this.identity = identity == null ? null : new KeyManager[] {identity.keyManager()};
        this.clock = clock;
    }

    SSLSocketFactory socketFactory() {
        return new NamedSockets(context().getSocketFactory());
    }

    /** One of its own: what is not shared resumes nothing. */
    SSLContext context() {
        try {
            return initialised(SSLContext.getInstance("TLS"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    /** One like it of a certain provider of TLS. */
    SSLContext context(Provider provider) {
        try {
            return initialised(SSLContext.getInstance("TLS", provider));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the provider " + provider.getName() + " has no TLS", e);
        }
    }

    private SSLContext initialised(SSLContext context) throws GeneralSecurityException {
        context.init(identity, new TrustManager[] {this}, null);
        return context;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        leaf = chain[0];
        last = chain[chain.length - 1];
        if (trust != null) {
            // Of TLS 1.3, Conscrypt says in another word than the JDK that a certificate has no part in the exchange of
            // keys.
            trust.checkServerTrusted(chain, authType.equals("GENERIC") ? "UNKNOWN" : authType);
            // The JDK asks no date of a certificate that is itself among the trusted ones.
            chain[0].checkValidity(Date.from(clock.instant()));
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("only servers are asked for a certificate");
    }

    /** A client has no use for them: it never tells a server which authorities it trusts. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    /** Whether it may be shown again today. */
    boolean isValid() {
        X509Certificate seen = leaf;
        try {
            if (seen != null) {
                seen.checkValidity(Date.from(clock.instant()));
            }
            return seen != null;
        } catch (CertificateException e) {
            return false;
        }
    }

    Optional<Instant> expiry() {
        return Optional.ofNullable(leaf).map(seen -> seen.getNotAfter().toInstant());
    }

    /**
     * Why a handshake failed, in words.
     *
     * @param host to whom the certificate should have been made out
     */
    String explain(IOException failure, String host) {
        Optional<EndlessInputException> endless = EndlessInputException.behind(failure);
        if (endless.isPresent()) {
            return "TLS: " + endless.get().getMessage();
        }
        return fault(failure instanceof SSLPeerUnverifiedException, host)
                .orElseGet(() -> find(CertificateException.class, failure)
                        .map(refused -> "its certificate is not trusted: " + distrust(refused))
                        .orElseGet(() -> TlsFailure.explain(failure)));
    }

    private static <T> Optional<T> find(Class<T> kind, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return Optional.of(kind.cast(cause));
            }
        }
        return Optional.empty();
    }

    private String distrust(CertificateException refused) {
        X509Certificate end = last;
        if (end != null && find(CertPathBuilderException.class, refused).isPresent()) {
            boolean selfSigned = end.getIssuerX500Principal().equals(end.getSubjectX500Principal());
            return end.equals(leaf) && selfSigned
                    ? "it is self-signed"
                    : "no authority that is trusted here vouches for "
                            + Excerpt.of(end.getIssuerX500Principal().getName(), 100)
                            + (selfSigned ? "" : ", and the server shows no more of the chain");
        }
        boolean expired = find(CertPathValidatorException.class, refused)
                .filter(invalid -> invalid.getReason() == BasicReason.EXPIRED)
                .isPresent();
        return expired ? "that of an authority behind it expired" : Excerpt.of(refused.getMessage());
    }

    /** What is wrong with its dates or, if {@code nameRefused}, its names; empty if it is neither or none was seen. */
    private Optional<String> fault(boolean nameRefused, String host) {
        X509Certificate seen = leaf;
        if (seen == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Instant from = seen.getNotBefore().toInstant();
        Instant until = seen.getNotAfter().toInstant();
        if (now.isAfter(until)) {
            return Optional.of("its certificate expired on " + date(until));
        }
        if (now.isBefore(from)) {
            return Optional.of("its certificate is not valid before " + date(from));
        }
        return nameRefused
                ? Optional.of("its certificate is for " + names(seen) + ", not for " + host)
                : Optional.empty();
    }

    static String date(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    private static String names(X509Certificate certificate) {
        Collection<List<?>> all;
        try {
            all = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return "unreadable names";
        }
        List<String> names = all == null
                ? List.of()
                : all.stream()
                        .filter(name -> name.get(0).equals(SUBJECT_ALT_NAME_DNS)
                                || name.get(0).equals(SUBJECT_ALT_NAME_IP))
                        .map(name -> Excerpt.of(String.valueOf(name.get(1))))
                        .toList();
        if (names.isEmpty()) {
            return "no host";
        }
        return String.join(", ", names.subList(0, Math.min(MAX_NAMES, names.size())))
                + (names.size() > MAX_NAMES ? " and others" : "");
    }
}
