package dev.failover.component;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The certificate authorities trusted when https is spoken, instead of the JDK's own. Immutable. */
public final class TrustStore {
    private final X509TrustManager trustManager;

    private TrustStore(X509TrustManager trustManager) {
        this.trustManager = trustManager;
    }

    /** Trusts what {@code trustManager} trusts. */
    public static TrustStore of(X509TrustManager trustManager) {
        return new TrustStore(trustManager);
    }

    /** The certificate authorities of the JDK itself, or of its property {@code javax.net.ssl.trustStore}; read once. */
    public static TrustStore system() {
        return SystemHolder.SYSTEM;
    }

    /** Reading them takes a tenth of a second, which only those who ask for them should pay. */
    private static final class SystemHolder {
        static final TrustStore SYSTEM = load();

        private static TrustStore load() {
            try {
                return of(trustManager(null));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JDK's certificate authorities can't be read", e);
            }
        }
    }

    /**
     * Reads a PKCS12 file.
     *
     * @param password may be empty
     * @throws IllegalArgumentException if the file can't be read, is not PKCS12, or holds no certificate
     */
    public static TrustStore open(Path file, String password) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            X509TrustManager trustManager = store.size() == 0 ? null : trustManager(store);
            if (trustManager == null || trustManager.getAcceptedIssuers().length == 0) {
                throw new IllegalArgumentException(file
                        + " holds no certificate that is marked as trusted; make it with keytool -importcert,"
                        + " or with openssl pkcs12 -export -nokeys -jdktrust anyExtendedKeyUsage");
            }
            return of(trustManager);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("no such file: " + file, e);
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException("not allowed to read " + file, e);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    file + " can't be read as PKCS12 with the password given: " + e.getMessage(), e);
        }
    }

    private static X509TrustManager trustManager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no X.509 trust manager in this JDK"));
    }

    /** What decides whether a certificate is trusted. */
    public X509TrustManager trustManager() {
        return trustManager;
    }

    /** A factory of TLS sockets that trust this store. */
    public SSLSocketFactory socketFactory() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trustManager}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }
}
