package dev.failover.component;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A private key and its certificates in textual encoding (RFC 7468). Holds nothing. */
final class PemKey {
    /** Of the key store in memory, which wants one. */
    static final String PASSWORD = "in memory";

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ((?:\\w+ )?PRIVATE KEY)-----([^-]*)-----END \\1-----");

    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

    private PemKey() {}

    /**
     * Reads both.
     *
     * @throws IllegalArgumentException with what is wrong, to follow the name of the file
     */
    static KeyStore read(String text) throws GeneralSecurityException {
        Certificate[] chain = chain(text);
        PrivateKey key = key(text, chain[0].getPublicKey());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new IllegalStateException("an empty key store can't be made", e);
        }
        store.setKeyEntry("client", key, PASSWORD.toCharArray(), chain);
        return store;
    }

    private static Certificate[] chain(String text) throws GeneralSecurityException {
        StringBuilder certificates = new StringBuilder();
        CERTIFICATE
                .matcher(text)
                .results()
                .forEach(found -> certificates.append(found.group()).append('\n'));
        Certificate[] chain = CertificateFactory.getInstance("X.509")
                .generateCertificates(
                        new ByteArrayInputStream(certificates.toString().getBytes(StandardCharsets.ISO_8859_1)))
                .toArray(new Certificate[0]);
        if (chain.length == 0) {
            throw new IllegalArgumentException("holds no certificate; put it before its private key");
        }
        return chain;
    }

    private static PrivateKey key(String text, PublicKey certified) throws GeneralSecurityException {
        Matcher found = KEY.matcher(text);
        if (!found.find()) {
            throw new IllegalArgumentException("holds no private key; put it behind its certificate");
        }
        if (!found.group(1).equals("PRIVATE KEY")) {
            throw new IllegalArgumentException(
                    "holds its private key in another form than PKCS8 unencrypted; convert it with openssl pkcs8"
                            + " -topk8 -nocrypt -in client.key, or make a PKCS12 file");
        }
        try {
            PrivateKey key = KeyFactory.getInstance(certified.getAlgorithm())
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(2))));
            if (belong(key, certified)) {
                return key;
            }
        } catch (InvalidKeySpecException | IllegalArgumentException e) {
            // It is of another kind than the certificate's, or damaged.
        }
        throw new IllegalArgumentException(
                "holds a private key that does not belong to its first certificate, which must be the client's own");
    }

    /** A handshake would fail otherwise, and not say why. */
    private static boolean belong(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        String algorithm = switch (certified.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> certified.getAlgorithm();
        };
        byte[] something = {1, 2, 3};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(something);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(something);
        return signature.verify(signed);
    }
}
