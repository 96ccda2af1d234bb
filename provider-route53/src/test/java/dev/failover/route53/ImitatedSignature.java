package dev.failover.route53;

import dev.failover.route53.ImitatedReply.Refused;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Amazon's signature, version 4, as its documentation has it; written apart from the SDK that makes the requests. */
final class ImitatedSignature {
    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final String REGION = "us-east-1";
    private static final String SERVICE = "route53";

    private ImitatedSignature() {}

    /** @param headers by lower-case name */
    static void check(
            String keyId,
            String secret,
            Instant now,
            String method,
            String path,
            String query,
            Map<String, String> headers,
            byte[] body)
            throws Refused {
        Matcher given = AUTHORIZATION.matcher(headers.getOrDefault("authorization", ""));
        if (!given.matches()) {
            throw new Refused(403, "MissingAuthenticationToken", "Missing Authentication Token");
        }
        if (!given.group(1).equals(keyId)) {
            throw new Refused(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
        }
        if (!given.group(3).equals(REGION) || !given.group(4).equals(SERVICE)) {
            throw new Refused(
                    403,
                    "SignatureDoesNotMatch",
                    "Credential should be scoped to a valid region, not '" + given.group(3) + "'.");
        }
        List<String> signed = Arrays.asList(given.group(5).split(";", -1));
        if (!signed.contains("host") || !signed.containsAll(amazonHeaders(headers))) {
            throw new Refused(403, "SignatureDoesNotMatch", "'host' and all 'x-amz-' headers must be signed");
        }
        String time = headers.getOrDefault("x-amz-date", "");
        Instant at = LocalDateTime.parse(time, TIME).toInstant(ZoneOffset.UTC);
        if (at.isBefore(now.minus(WINDOW))) {
            throw new Refused(
                    403, "SignatureDoesNotMatch", "Signature expired: " + time + " is now earlier than " + now);
        }
        if (at.isAfter(now.plus(WINDOW))) {
            throw new Refused(
                    403, "SignatureDoesNotMatch", "Signature not yet current: " + time + " is still later than " + now);
        }
        String expected = sign(secret, method, path, query, signed, headers, body);
        if (!expected.equals(given.group(6))) {
            throw new Refused(
                    403,
                    "SignatureDoesNotMatch",
                    "The request signature we calculated does not match the signature you provided.");
        }
    }

    private static List<String> amazonHeaders(Map<String, String> headers) {
        return headers.keySet().stream()
                .filter(name -> name.startsWith("x-amz-"))
                .toList();
    }

    /** @param headers by lower-case name; {@code x-amz-date} among them */
    static String sign(
            String secret,
            String method,
            String path,
            String query,
            List<String> signed,
            Map<String, String> headers,
            byte[] body) {
        String time = headers.getOrDefault("x-amz-date", "");
        String canonicalHeaders = signed.stream()
                .map(name -> name + ":" + headers.getOrDefault(name, "").strip().replaceAll(" +", " ") + "\n")
                .collect(Collectors.joining());
        String request = String.join(
                "\n",
                method,
                encode(path, true),
                canonical(query),
                canonicalHeaders,
                String.join(";", signed),
                hash(body));
        String scope = time.substring(0, 8) + "/" + REGION + "/" + SERVICE + "/aws4_request";
        String text =
                String.join("\n", "AWS4-HMAC-SHA256", time, scope, hash(request.getBytes(StandardCharsets.UTF_8)));
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(hmac(key, text));
    }

    private static String canonical(String query) {
        Map<String, String> parameters = new TreeMap<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            parameters.put(
                    encode(URLDecoder.decode(parts[0], StandardCharsets.UTF_8), false),
                    encode(URLDecoder.decode(parts[1], StandardCharsets.UTF_8), false));
        }
        return parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("&"));
    }

    /** Of a path, which comes encoded once already, this is the second time: as every service but S3 has it. */
    private static String encode(String text, boolean keepSlashes) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain =
                    c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0;
            encoded.append(plain || keepSlashes && c == '/' ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return encoded.toString();
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
