package dev.failover.google;

import dev.failover.http.BaseUrl;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A service account's key, as Google hands it out: it signs that a token is asked for (RFC 7523, section 2.1). Immutable; shows nothing of
 * the key.
 */
final class ServiceAccountKey {
    /** Records may be changed, zones may not be made. */
    private static final String SCOPE = "https://www.googleapis.com/auth/ndev.clouddns.readwrite";

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MAX_BYTES = 64 << 10;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String project;
    private final String email;
    private final String keyId;
    private final URI tokenUrl;
    private final PrivateKey key;

    private ServiceAccountKey(String project, String email, String keyId, URI tokenUrl, PrivateKey key) {
        this.project = project;
        this.email = email;
        this.keyId = keyId;
        this.tokenUrl = tokenUrl;
        this.key = key;
    }

    /**
     * Reads a key file in JSON.
     *
     * @throws IllegalArgumentException saying what is wrong, without what it holds
     */
    static ServiceAccountKey read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Json json = Json.parse(new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8));
            if (!json.get("type").text().equals("service_account")) {
                throw new IllegalArgumentException(
                        "%s is not the key of a service account; make one for it, in JSON".formatted(file));
            }
            return new ServiceAccountKey(
                    json.get("project_id").text(),
                    json.get("client_email").text(),
                    json.get("private_key_id").text(),
                    BaseUrl.parse(json.get("token_uri").text()),
                    privateKey(json.get("private_key").text()));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("no such file: " + file, e);
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException("not allowed to read " + file, e);
        } catch (IOException e) {
            throw new IllegalArgumentException("%s can't be read: %s".formatted(file, e.getMessage()), e);
        } catch (MalformedAnswerException e) {
            throw new IllegalArgumentException(
                    "%s is not a service account's key in JSON: %s".formatted(file, e.getMessage()), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(file + " holds a private_key that is damaged, or not RSA in PKCS8", e);
        }
    }

    private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
        String body = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("not Base64", e);
        }
    }

    /** The project that it belongs to, which need not be that of the zone. */
    String project() {
        return project;
    }

    String email() {
        return email;
    }

    URI tokenUrl() {
        return tokenUrl;
    }

    /** The form that asks for a token, signed for the next hour. */
    String request(Instant now) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", "RS256");
        header.put("typ", "JWT");
        header.put("kid", keyId);
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", email);
        claims.put("scope", SCOPE);
        claims.put("aud", tokenUrl.toString());
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(LONGEST).getEpochSecond());
        String signed = encoded(header) + "." + encoded(claims);
        return "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=" + signed + "."
                + BASE64.encodeToString(signature(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String encoded(Map<String, Object> members) {
        return BASE64.encodeToString(Json.write(members).getBytes(StandardCharsets.UTF_8));
    }

    private byte[] signature(byte[] signed) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(signed);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK can't sign with a key that it has read", e);
        }
    }

    @Override
    public String toString() {
        return "the key of " + email;
    }
}
