package dev.failover.ovh;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.Headers;
import dev.failover.ovh.ImitatedReply.Refused;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who may do what at the imitation, checked as OVH does: signature, time, credential, access rule; or token and IAM action. */
final class ImitatedAccess {
    static final String APPLICATION_KEY = "imitatedApplKey0";
    static final String APPLICATION_SECRET = "imitatedApplicationSecret0000000";
    static final String CONSUMER_KEY = "imitatedConsumerKey0000000000000";
    static final String CLIENT_ID = "EU.imitatedclient";
    static final String CLIENT_SECRET = "imitatedClient+Secret/&=00000000";

    private static final long WINDOW_SECONDS = 30;

    private final InstantSource clock;
    private final Set<String> tokens = new HashSet<>();
    private final Set<String> deniedActions = new HashSet<>();
    private Duration offset = Duration.ZERO;
    private List<String> rules = List.of("GET /*", "PUT /*", "POST /*", "DELETE /*");
    private String status = "validated";
    private @Nullable Instant expiration;
    private boolean classShape;
    private int tokensMade;
    private int tokenLife = 3599;

    ImitatedAccess(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void offset(Duration newOffset) {
        offset = newOffset;
    }

    synchronized void rules(String... newRules) {
        rules = List.of(newRules);
    }

    synchronized void deny(String action) {
        deniedActions.add(action);
    }

    synchronized void credential(String newStatus, @Nullable Instant newExpiration) {
        status = newStatus;
        expiration = newExpiration;
    }

    /** From now on refusals have the body with {@code class}. */
    synchronized void useClassShape() {
        classShape = true;
    }

    synchronized void tokenLife(int seconds) {
        tokenLife = seconds;
    }

    synchronized void revokeTokens() {
        tokens.clear();
    }

    synchronized int tokensMade() {
        return tokensMade;
    }

    synchronized long time() {
        return clock.instant().plus(offset).getEpochSecond();
    }

    /** The form of the token endpoint. */
    synchronized ImitatedReply token(String form) {
        Map<String, String> fields = new HashMap<>();
        for (String field : form.split("&", -1)) {
            String[] pair = field.split("=", 2);
            fields.put(pair[0], java.net.URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        if (!"client_credentials".equals(fields.get("grant_type")) || !"all".equals(fields.get("scope"))) {
            return new ImitatedReply(400, "{\"error\":\"unsupported_grant_type\"}");
        }
        if (!CLIENT_ID.equals(fields.get("client_id")) || !CLIENT_SECRET.equals(fields.get("client_secret"))) {
            return new ImitatedReply(401, "{\"error\":\"invalid_client\",\"error_description\":\"no\"}");
        }
        String token = "imitatedToken." + ++tokensMade;
        tokens.add(token);
        return new ImitatedReply(
                200,
                "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":%d,\"scope\":\"all\"}"
                        .formatted(token, tokenLife));
    }

    /**
     * Lets pass, or refuses.
     *
     * @param path below the base, without query
     */
    synchronized void check(String method, String url, String path, String body, Headers headers) throws Refused {
        String authorization = headers.getFirst("Authorization");
        if (authorization != null) {
            checkToken(method, path, authorization);
        } else {
            checkSignature(method, url, body, headers);
            checkRules(method, path);
        }
    }

    private void checkToken(String method, String path, String authorization) throws Refused {
        if (!tokens.contains(authorization.replaceFirst("^Bearer ", ""))) {
            throw refused(401, "INVALID_CREDENTIAL", "Client::Unauthorized", "This credential is not valid");
        }
        String action = action(method, path);
        if (deniedActions.contains(action)) {
            throw new Refused(new ImitatedReply(
                    403,
                    ("{\"class\":\"Client::Forbidden\",\"message\":\"User not granted for this request\",\"details\":"
                                    + "{\"unauthorizedActionsByAuthentication\":\"\",\"unauthorizedActionsByIAM\":\"%s\"}}")
                            .formatted(action)));
        }
    }

    private static String action(String method, String path) {
        String what = path.endsWith("/refresh")
                ? "refresh"
                : path.endsWith("/soa")
                        ? "soa/get"
                        : "record/"
                                + switch (method) {
                                    case "POST" -> "create";
                                    case "PUT" -> "edit";
                                    case "DELETE" -> "delete";
                                    default -> "get";
                                };
        return "dnsZone:apiovh:" + what;
    }

    private void checkSignature(String method, String url, String body, Headers headers) throws Refused {
        String application = headers.getFirst("X-Ovh-Application");
        String consumer = headers.getFirst("X-Ovh-Consumer");
        String timestamp = headers.getFirst("X-Ovh-Timestamp");
        String signature = headers.getFirst("X-Ovh-Signature");
        if (application == null || consumer == null || timestamp == null || signature == null) {
            throw refused(401, "NOT_CREDENTIAL", "Client::Unauthorized", "You must login first");
        }
        if (!application.equals(APPLICATION_KEY)) {
            throw refused(403, "INVALID_KEY", "Client::Forbidden", "This application key is invalid");
        }
        if (Math.abs(Long.parseLong(timestamp) - time()) > WINDOW_SECONDS) {
            throw refused(400, "QUERY_TIME_OUT", "Client::BadRequest", "Query out of time");
        }
        String text = String.join("+", APPLICATION_SECRET, consumer, method, url, body, timestamp);
        if (!signature.equals("$1$" + sha1(text))) {
            throw refused(400, "INVALID_SIGNATURE", "Client::BadRequest", "Invalid signature");
        }
        if (!consumer.equals(CONSUMER_KEY) || !status.equals("validated")) {
            throw refused(403, "INVALID_CREDENTIAL", "Client::Forbidden", "This credential is not valid");
        }
    }

    private void checkRules(String method, String path) throws Refused {
        boolean granted = rules.stream().anyMatch(rule -> {
            String[] parts = rule.split(" ", 2);
            String regex = Pattern.quote(parts[1]).replace("*", "\\E.*\\Q");
            return parts[0].equals(method) && path.matches(regex);
        });
        if (!granted) {
            throw refused(403, "NOT_GRANTED_CALL", "Client::Forbidden", "This call has not been granted");
        }
    }

    /** What a consumer key may always ask about itself, if its rules do not forbid it. */
    synchronized String describe() {
        JsonArray array = new JsonArray();
        for (String rule : rules) {
            JsonObject object = new JsonObject();
            object.addProperty("method", rule.split(" ", 2)[0]);
            object.addProperty("path", rule.split(" ", 2)[1]);
            array.add(object);
        }
        JsonObject credential = new JsonObject();
        credential.addProperty("credentialId", BEYOND);
        credential.addProperty("status", status);
        credential.addProperty("expiration", expiration == null ? null : expiration.toString());
        credential.add("rules", array);
        return credential.toString();
    }

    private static final long BEYOND = (1L << 53) + 1;

    Refused refused(int status, String errorCode, String className, String message) {
        JsonObject body = new JsonObject();
        body.addProperty("message", message);
        if (classShape) {
            body.addProperty("class", className);
        } else {
            body.addProperty("httpCode", status + " Some reason");
            body.addProperty("errorCode", errorCode);
        }
        return new Refused(new ImitatedReply(status, body.toString()));
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
