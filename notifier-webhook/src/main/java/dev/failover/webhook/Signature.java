package dev.failover.webhook;

import dev.failover.component.Secret;
import dev.failover.http.HttpCall;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proves to a receiver who has sent a request and when, as Standard Webhooks has it (standardwebhooks.com): HMAC-SHA-256 over id, time
 * and body. Thread-safe.
 */
final class Signature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;

    private final SecretKeySpec key;

    private Signature(SecretKeySpec key) {
        this.key = key;
    }

    /** @throws IllegalArgumentException unless it is {@code whsec_} and 24 to 64 bytes in base64 */
    static Signature by(Secret secret) {
        String text = secret.reveal();
        byte[] bytes = {};
        if (text.startsWith(PREFIX)) {
            try {
                bytes = Base64.getDecoder().decode(text.substring(PREFIX.length()));
            } catch (IllegalArgumentException e) {
                // Said below, without the decoder's words.
            }
        }
        if (bytes.length < LEAST_BYTES || bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException("must be \"whsec_\" and, after it, 24 to 64 bytes in base64");
        }
        return new Signature(new SecretKeySpec(bytes, ALGORITHM));
    }

    HttpCall sign(HttpCall call, String id, Instant now, String body) {
        String seconds = String.valueOf(now.getEpochSecond());
        return call.header("webhook-id", id)
                .header("webhook-timestamp", seconds)
                .header("webhook-signature", "v1," + of(id + "." + seconds + "." + body));
    }

    private String of(String signed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }
}
