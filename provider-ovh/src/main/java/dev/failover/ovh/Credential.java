package dev.failover.ovh;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.failover.component.Excerpt;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code GET /auth/currentCredential} says about a consumer key.
 *
 * @param status {@code validated}, or why it can't be used: {@code expired}, {@code pendingValidation}, {@code refused}
 * @param expiration empty if it never expires
 */
record Credential(String status, Optional<Instant> expiration, List<Rule> rules) {
    /** One access rule; in its path, an asterisk stands for anything, slashes included. */
    record Rule(String method, String path) {
        boolean covers(String method, String path) {
            String pattern = Pattern.quote(this.path).replace("*", "\\E.*\\Q");
            return this.method.equals(method) && path.matches(pattern);
        }
    }

    static Credential read(JsonElement answer) throws MalformedAnswerException {
        JsonObject object = Json.asObject(answer);
        if (!(Json.member(object, "rules") instanceof JsonArray array)) {
            throw new MalformedAnswerException("\"rules\" is not a list");
        }
        List<Rule> rules = new ArrayList<>();
        for (JsonElement element : array) {
            JsonObject rule = Json.asObject(element);
            rules.add(new Rule(Json.text(rule, "method"), Json.text(rule, "path")));
        }
        try {
            Optional<Instant> expiration = Json.textOrNull(object, "expiration")
                    .map(text -> OffsetDateTime.parse(text).toInstant());
            return new Credential(Excerpt.of(Json.text(object, "status")), expiration, rules);
        } catch (DateTimeException e) {
            throw new MalformedAnswerException("\"expiration\" is not a time");
        }
    }

    boolean grants(Right right, String zone) {
        String anyRecord = right.path(zone).replace("*", "5300000004");
        return rules.stream().anyMatch(rule -> rule.covers(right.method(), anyRecord));
    }
}
