package dev.failover.component;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Collections;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;

/** The certificate and private key by which a client shows who it is when TLS is spoken. Shows nothing of itself. Immutable. */
public final class ClientCertificate {
    private final X509KeyManager keyManager;

    private ClientCertificate(X509KeyManager keyManager) {
        this.keyManager = keyManager;
    }

    /** The one that {@code keyManager} chooses. */
    public static ClientCertificate of(X509KeyManager keyManager) {
        return new ClientCertificate(keyManager);
    }

    /**
     * Reads a PKCS12 file, or a PEM file with the certificate, those of its authorities if any, and its private key, which is PKCS8 and
     * not encrypted.
     *
     * @param password of the PKCS12 file; empty for PEM
     * @throws IllegalArgumentException if the file can't be read, or does not hold both
     */
    public static ClientCertificate open(Path file, String password) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            return text.contains("-----BEGIN ") ? pem(file, text, password) : pkcs12(file, bytes, password);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("no such file: " + file, e);
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException("not allowed to read " + file, e);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "%s can't be read as PKCS12 with the password given, nor as PEM: %s"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static ClientCertificate pkcs12(Path file, byte[] bytes, String password)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(bytes), password.toCharArray());
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                return of(keyManager(store, password));
            }
        }
        throw new IllegalArgumentException(file + " holds no private key with its certificate; make it with openssl"
                + " pkcs12 -export -in client.crt -inkey client.key");
    }

    private static ClientCertificate pem(Path file, String text, String password) throws GeneralSecurityException {
        if (!password.isEmpty()) {
            throw new IllegalArgumentException(file + " is PEM, and a password is for PKCS12; remove the password");
        }
        try {
            KeyStore store = PemKey.read(text);
            return of(keyManager(store, PemKey.PASSWORD));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " " + e.getMessage(), e);
        }
    }

    private static X509KeyManager keyManager(KeyStore store, String password) throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password.toCharArray());
        return Arrays.stream(factory.getKeyManagers())
                .filter(X509KeyManager.class::isInstance)
                .map(X509KeyManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no X.509 key manager in this JDK"));
    }

    /** What chooses the certificate, and signs with its key. */
    public X509KeyManager keyManager() {
        return keyManager;
    }
}
