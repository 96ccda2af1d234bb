package dev.failover.ovh;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.failover.component.Excerpt;
import dev.failover.http.HttpReply;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * An answer by which the API itself says no. Its bodies come in two shapes, {@code {"message", "httpCode", "errorCode"}}
 * and {@code {"class", "message"}}; both are read.
 *
 * @param code the {@code errorCode} or {@code class}; empty if there is none
 * @param message OVH's own words; empty if there are none
 * @param deniedActions the IAM actions that are missing, as OVH names them; empty if it names none
 */
record Refusal(int status, String code, String message, String deniedActions) {
    /** What lies behind a refusal. */
    enum Reason {
        CLOCK,
        SIGNATURE,
        NOT_LOGGED_IN,
        INVALID_CREDENTIAL,
        INVALID_KEY,
        NOT_GRANTED,
        NOT_FOUND,
        EXPIRED,
        OTHER
    }

    /**
     * Reads an answer.
     *
     * @param mask takes our secrets out of what was said, before any of it is cut
     * @throws MalformedAnswerException if the body is not the API's: a proxy's page, say, which proves nothing
     */
    static Refusal read(HttpReply reply, UnaryOperator<String> mask) throws MalformedAnswerException {
        JsonObject body = Json.asObject(Json.parse(reply.text()));
        String code = Json.textIfAny(body, "errorCode");
        return new Refusal(
                reply.status(),
                Excerpt.of(mask.apply(code.isEmpty() ? Json.textIfAny(body, "class") : code)),
                Excerpt.of(mask.apply(Json.textIfAny(body, "message"))),
                Excerpt.of(mask.apply(deniedActions(body))));
    }

    private static String deniedActions(JsonObject body) {
        JsonElement details = body.get("details");
        if (!(details instanceof JsonObject object)) {
            return "";
        }
        String byIam = Json.textIfAny(object, "unauthorizedActionsByIAM");
        return byIam.isEmpty() ? Json.textIfAny(object, "unauthorizedActionsByAuthentication") : byIam;
    }

    Reason reason() {
        String said = message.toLowerCase(Locale.ROOT);
        if (code.equals("QUERY_TIME_OUT") || said.contains("query out of time")) {
            return Reason.CLOCK;
        }
        if (code.equals("INVALID_SIGNATURE") || said.contains("invalid signature")) {
            return Reason.SIGNATURE;
        }
        if (code.equals("INVALID_KEY") || said.contains("application key is invalid")) {
            return Reason.INVALID_KEY;
        }
        if (code.equals("INVALID_CREDENTIAL")
                || said.contains("credential is not valid")
                || said.contains("credential does not exist")) {
            return Reason.INVALID_CREDENTIAL;
        }
        if (status == 401 || code.equals("NOT_CREDENTIAL")) {
            return Reason.NOT_LOGGED_IN;
        }
        return switch (status) {
            case 403 -> Reason.NOT_GRANTED;
            case 404 -> Reason.NOT_FOUND;
            case 460 -> Reason.EXPIRED;
            default -> Reason.OTHER;
        };
    }
}
