package dev.failover.health;

import dev.failover.component.Excerpt;
import java.security.GeneralSecurityException;
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
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that a server showed in one probe, kept before it is judged: a refused one ends the handshake, after
 * which nobody could say any more what it was.
 *
 * <p>One for each probe, with a TLS context of its own, so that no session is resumed: a resumed one shows no certificate.
 */
final class SeenCertificate implements X509TrustManager {
    private static final int SUBJECT_ALT_NAME_DNS = 2;
    private static final int SUBJECT_ALT_NAME_IP = 7;
    private static final int MAX_NAMES = 5;

    private final @Nullable X509TrustManager trust;
    private final InstantSource clock;
    private volatile @Nullable X509Certificate leaf;

    /** @param trust what decides; null to let any certificate pass */
    SeenCertificate(@Nullable X509TrustManager trust, InstantSource clock) {
        this.trust = trust;
        this.clock = clock;
    }

    SSLSocketFactory socketFactory() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {this}, null);
            return new NamedSockets(context.getSocketFactory());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        leaf = chain[0];
        if (trust != null) {
            trust.checkServerTrusted(chain, authType);
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

    Optional<Instant> expiry() {
        return Optional.ofNullable(leaf).map(seen -> seen.getNotAfter().toInstant());
    }

    /** What is wrong with its dates or, if {@code nameRefused}, its names; empty if it is neither or none was seen. */
    Optional<String> fault(boolean nameRefused, String host) {
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

    private static String date(Instant instant) {
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
