package dev.failover.webhook;

import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import dev.failover.http.HttpReply;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a channel's answers mean. */
final class Answers {
    /** Too slow, too early, too many. */
    private static final Set<Integer> NOT_NOW = Set.of(408, 425, 429);

    /** Where vendors have their own words in an error. */
    private static final List<String> WORDS = List.of("description", "errorDescription", "error", "message");

    /** Of such words, the particulars are among the errors. */
    private static final int SHORT = 40;

    private static final int REDIRECTION = 300;
    private static final int CLIENT_ERROR = 400;
    private static final int SERVER_ERROR = 500;
    private static final Duration LONGEST = Duration.ofDays(1);

    private final String host;
    private final Set<Integer> success;
    private final Sign sign;
    private final Map<Integer, String> suspects;
    private final List<Secret> secrets;

    /** @param success empty if any from 200 to 299 is one */
    Answers(String host, Set<Integer> success, Sign sign, Map<Integer, String> suspects, List<Secret> secrets) {
        this.host = host;
        this.success = success;
        this.sign = sign;
        this.suspects = suspects;
        this.secrets = secrets;
    }

    /** Why the notification was not accepted; empty if it was. */
    Optional<ComponentException> failure(HttpReply reply, Instant now) {
        int status = reply.status();
        String said = "(HTTP " + status + quote(reply) + ")";
        if (success.contains(status) || (success.isEmpty() && reply.isSuccess())) {
            return isSigned(reply)
                    ? Optional.empty()
                    : unavailable("answers as if it were another server " + said + "; is there a proxy?", reply, now);
        }
        if (NOT_NOW.contains(status)) {
            return unavailable("asks to be left alone for a while " + said, reply, now);
        }
        if (status >= SERVER_ERROR) {
            return unavailable("can't take a notification now " + said, reply, now);
        }
        if (status < REDIRECTION) {
            return unavailable("answers what is no success for it " + said, reply, now);
        }
        if (status < CLIENT_ERROR) {
            return unavailable("points elsewhere, where secrets should not follow " + said + ": check url", reply, now);
        }
        String suspect = suspects.getOrDefault(status, "url");
        return Optional.of(new RejectedException(
                "%s: %s refused the notification %s. Check %s.".formatted(suspect, host, said, suspect)));
    }

    private boolean isSigned(HttpReply reply) {
        try {
            return sign.isIn(reply);
        } catch (MalformedAnswerException e) {
            return false;
        }
    }

    private Optional<ComponentException> unavailable(String what, HttpReply reply, Instant now) {
        Optional<Duration> patience = reply.retryAfter(now).or(() -> inBody(reply));
        return Optional.of(new UnavailableException(host + " " + what, null, patience.orElse(null)));
    }

    /** Of Discord in seconds, of Telegram among its parameters, of Matrix in milliseconds. */
    private static Optional<Duration> inBody(HttpReply reply) {
        try {
            Json body = Json.parse(reply.text());
            Optional<Json> seconds = body.find("retry_after");
            if (seconds.isEmpty()) {
                Optional<Json> parameters = body.find("parameters");
                seconds = parameters.isPresent() ? parameters.get().find("retry_after") : Optional.empty();
            }
            Optional<Json> millis = body.find("retry_after_ms");
            if (seconds.isPresent()) {
                return duration(seconds.get().decimal().movePointRight(3));
            }
            return millis.isPresent() ? duration(millis.get().decimal()) : Optional.empty();
        } catch (MalformedAnswerException e) {
            // Then it did not say so in any way that is known.
            return Optional.empty();
        }
    }

    private static Optional<Duration> duration(BigDecimal millis) {
        if (millis.signum() < 0) {
            return Optional.empty();
        }
        BigDecimal most = BigDecimal.valueOf(LONGEST.toMillis());
        return Optional.of(Duration.ofMillis((long) Math.ceil(millis.min(most).doubleValue())));
    }

    /** The channel's own words, if it used a form that is known; a page made for browsers is left out. */
    private String quote(HttpReply reply) {
        String words = Excerpt.of(masked(words(reply)));
        return words.isEmpty() ? "" : ", \"" + words + "\"";
    }

    private static String words(HttpReply reply) {
        Json body;
        try {
            body = Json.parse(reply.text());
        } catch (MalformedAnswerException e) {
            return reply.text().contains("<") ? "" : reply.text();
        }
        try {
            Optional<Json> error = body.find("error");
            Optional<Json> errors = body.find("errors");
            String said = firstOf(body, WORDS);
            if (said.isEmpty() && error.isPresent()) {
                said = firstOf(error.get(), WORDS);
            }
            return errors.isPresent() && !errors.get().items().isEmpty() && said.length() < SHORT
                    ? said
                            + (said.isEmpty() ? "" : ": ")
                            + text(errors.get().items().get(0))
                    : said;
        } catch (MalformedAnswerException e) {
            return text(body);
        }
    }

    private static String firstOf(Json object, List<String> members) {
        return members.stream()
                .map(object::textIfAny)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Of an error that is a text, or that has one. */
    private static String text(Json error) {
        try {
            return error.text();
        } catch (MalformedAnswerException e) {
            return firstOf(error, WORDS);
        }
    }

    private String masked(String text) {
        String masked = text;
        for (Secret secret : secrets) {
            masked = secret.maskIn(masked);
        }
        return masked;
    }
}
