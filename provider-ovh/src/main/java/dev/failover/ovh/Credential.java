package dev.failover.ovh;

import dev.failover.component.Excerpt;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
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

    static Credential read(Json answer) throws MalformedAnswerException {
        List<Rule> rules = new ArrayList<>();
        for (Json rule : answer.get("rules").items()) {
            rules.add(new Rule(rule.get("method").text(), rule.get("path").text()));
        }
        Json end = answer.get("expiration");
        try {
            Optional<Instant> expiration = end.isNull()
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(end.text()).toInstant());
            return new Credential(Excerpt.of(answer.get("status").text()), expiration, rules);
        } catch (DateTimeException e) {
            throw new MalformedAnswerException("\"expiration\" is not a time");
        }
    }

    boolean grants(Right right, String zone) {
        String anyRecord = right.path(zone).replace("*", "5300000004");
        return rules.stream().anyMatch(rule -> rule.covers(right.method(), anyRecord));
    }
}
