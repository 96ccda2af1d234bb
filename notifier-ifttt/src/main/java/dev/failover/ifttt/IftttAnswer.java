package dev.failover.ifttt;

import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import dev.failover.http.HttpReply;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an answer of the service means. */
final class IftttAnswer {
    private final String host;
    private final Secret key;

    IftttAnswer(String host, Secret key) {
        this.host = host;
        this.key = key;
    }

    /** Why the event was not accepted; empty if it was. The body of a success may say anything. */
    Optional<ComponentException> failure(HttpReply reply, Instant now) {
        int status = reply.status();
        String said = "(HTTP " + status + quote(reply) + ")";
        if (reply.isSuccess()) {
            return Optional.empty();
        }
        if (status == 429) {
            return unavailable("asks to be left alone for a while " + said, reply, now);
        }
        if (status >= 500 || status == 408) {
            return unavailable("can't take the event now " + said, reply, now);
        }
        if (status < 400) {
            return unavailable(
                    "points elsewhere, where a key should not follow " + said + ": check base-url", reply, now);
        }
        return Optional.of(new RejectedException(
                switch (status) {
                    case 401, 403 ->
                        "key: " + host + " refused it " + said
                                + ". Copy the key again from the documentation page of the service Webhooks.";
                    case 404, 405 ->
                        "base-url: " + host + " knows no such trigger " + said + ". Check base-url, event and key.";
                    case 400 ->
                        "format: " + host + " does not understand the event " + said
                                + ". Check that the applet's trigger fits the setting format, and the event's name.";
                    default -> "event: " + host + " refused it " + said + ".";
                }));
    }

    private Optional<ComponentException> unavailable(String what, HttpReply reply, Instant now) {
        return Optional.of(new UnavailableException(
                host + " " + what, null, reply.retryAfter(now).orElse(null)));
    }

    /** The service's own words, if it used the form it documents; a page made for browsers is left out. */
    private String quote(HttpReply reply) {
        try {
            List<Json> errors = Json.parse(reply.text()).get("errors").items();
            String message = errors.isEmpty() ? "" : errors.get(0).textIfAny("message");
            return message.isEmpty() ? "" : ", \"" + Excerpt.of(key.maskIn(message)) + "\"";
        } catch (MalformedAnswerException e) {
            // Then there are no words to quote.
            return "";
        }
    }
}
