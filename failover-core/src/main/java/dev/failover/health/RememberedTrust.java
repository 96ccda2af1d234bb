package dev.failover.health;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import dev.failover.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.X509TrustManager;

/**
 * Remembers for some minutes which chains of certificates were trusted: to find that out takes the processor longer than anything else
 * of a handshake, and the chains of a site stay the same for weeks. What a server must prove anew in every handshake, that it has the
 * key, is not of it. Their dates are looked at each time. Thread-safe.
 */
final class RememberedTrust implements X509TrustManager {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    /** A check sees one chain of each site, and another while a certificate is being renewed. */
    private static final int MOST = 16;

    private final Supplier<X509TrustManager> trust;
    private final TimeSource time;
    /** When each was found to be trusted, oldest first. */
    private final Map<HashCode, Long> trusted = new LinkedHashMap<>();

    /** @param trust what finds out whether a chain is trusted; asked for when it is needed */
    RememberedTrust(Supplier<X509TrustManager> trust, TimeSource time) {
        this.trust = trust;
        this.time = time;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        HashCode key = key(chain, authType);
        if (!isRemembered(key) || !areValid(chain)) {
            trust.get().checkServerTrusted(chain, authType);
            remember(key);
        }
    }

    private static HashCode key(X509Certificate[] chain, String authType) throws CertificateException {
        Hasher hasher = Hashing.sha256().newHasher().putString(authType, StandardCharsets.UTF_8);
        for (X509Certificate certificate : chain) {
            byte[] encoded = certificate.getEncoded();
            hasher.putInt(encoded.length).putBytes(encoded);
        }
        return hasher.hash();
    }

    private boolean areValid(X509Certificate[] chain) {
        Instant now = time.instant();
        for (X509Certificate certificate : chain) {
            if (now.isBefore(certificate.getNotBefore().toInstant())
                    || now.isAfter(certificate.getNotAfter().toInstant())) {
                return false;
            }
        }
        return true;
    }

    private synchronized boolean isRemembered(HashCode key) {
        Long since = trusted.get(key);
        return since != null && time.nanoTime() - since < LONGEST.toNanos();
    }

    private synchronized void remember(HashCode key) {
        trusted.remove(key);
        trusted.put(key, time.nanoTime());
        if (trusted.size() > MOST) {
            trusted.remove(trusted.keySet().iterator().next());
        }
    }

    /** All that is remembered is found out anew: something went wrong. */
    synchronized void forget() {
        trusted.clear();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        trust.get().checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trust.get().getAcceptedIssuers();
    }
}
