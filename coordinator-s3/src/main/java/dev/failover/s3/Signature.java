package dev.failover.s3;

import dev.failover.component.Secret;
import dev.failover.http.HttpCall;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs requests to S3 with an access key, Signature Version 4, over all headers that matter and the body.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html">how it is calculated</a>
 */
final class Signature {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final String keyId;
    private final Secret key;
    private final @Nullable Secret token;
    private final String region;

    Signature(String keyId, Secret key, @Nullable Secret token, String region) {
        this.keyId = keyId;
        this.key = key;
        this.token = token;
        this.region = region;
    }

    /**
     * The request with its signature.
     *
     * @param uri its path holds nothing that would have to be encoded, and it has no query
     * @param more headers to send, and to sign, beside those of the signature; names in lower case
     * @param body empty for none; otherwise its type is among the headers
     */
    HttpCall signed(String method, URI uri, Map<String, String> more, byte[] body, Instant now) {
        SortedMap<String, String> headers = new TreeMap<>(more);
        headers.put("host", uri.getRawAuthority());
        headers.put("x-amz-content-sha256", hex(sha256(body)));
        headers.put("x-amz-date", TIME.format(now));
        if (token != null) {
            headers.put("x-amz-security-token", token.reveal());
        }
        String names = String.join(";", headers.keySet());
        String canonical = method + "\n" + uri.getRawPath() + "\n\n"
                + headers.entrySet().stream()
                        .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                        .collect(Collectors.joining())
                + "\n" + names + "\n" + headers.get("x-amz-content-sha256");
        String scope = DATE.format(now) + "/" + region + "/s3/aws4_request";
        String toSign = ALGORITHM + "\n" + TIME.format(now) + "\n" + scope + "\n"
                + hex(sha256(canonical.getBytes(StandardCharsets.UTF_8)));
        HttpCall call = HttpCall.of(method, uri)
                .header(
                        "authorization",
                        "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                                .formatted(ALGORITHM, keyId, scope, names, hex(hmac(signingKey(now), toSign))));
        if (body.length > 0) {
            call = call.body(Objects.requireNonNull(headers.get("content-type"), "a body has a type"), body);
        }
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (!header.getKey().equals("host")) {
                call = call.header(header.getKey(), header.getValue());
            }
        }
        return call;
    }

    private byte[] signingKey(Instant now) {
        byte[] derived = ("AWS4" + key.reveal()).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {DATE.format(now), region, "s3", "aws4_request"}) {
            derived = hmac(derived, part);
        }
        return derived;
    }

    /** The text without key and token. */
    String mask(String text) {
        String masked = key.maskIn(text);
        return token == null ? masked : token.maskIn(masked);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HmacSHA256", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
