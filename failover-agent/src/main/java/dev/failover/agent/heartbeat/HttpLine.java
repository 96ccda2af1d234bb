package dev.failover.agent.heartbeat;

import dev.failover.agent.config.HeartbeatDefinition;
import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import dev.failover.http.ApiRequest;
import dev.failover.http.HttpCall;
import dev.failover.http.HttpCaller;
import dev.failover.http.HttpReply;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Tells by one HTTP request each, in the forms that their makers document.
 *
 * @see <a href="https://healthchecks.io/docs/http_api/">Healthchecks' pinging API</a>: {@code OK}, or 201 {@code Created} where the first
 *     ping makes the check
 * @see <a href="https://github.com/TwiN/gatus#external-endpoints">Gatus' external endpoints</a>: 400, 401 and 404 are refusals
 * @see <a href="https://github.com/louislam/uptime-kuma/blob/master/server/routers/api-router.js">Uptime Kuma's monitors of the type
 *     "push"</a>: any status but {@code up} is down, and what is not taken is {@code {"ok": false, "msg": …}}
 */
final class HttpLine implements Line {
    /** What a service shows of it has to fit on a line. */
    private static final int LONGEST_TEXT = 500;

    private static final int MAX_BODY_BYTES = 1 << 16;
    private static final String PLAIN_TEXT = "text/plain; charset=utf-8";
    private static final Set<Integer> LATER = Set.of(408, 425, 429);

    @Override
    public boolean tell(HeartbeatDefinition heartbeat, Optional<String> whyNot, String status)
            throws InterruptedException {
        Optional<HttpCall> call = call(heartbeat, whyNot, Excerpt.of(status, LONGEST_TEXT));
        if (call.isEmpty()) {
            return false;
        }
        // Of a call a minute, each begins with nothing left open from the one before: this is what has to go through.
        try (HttpCaller caller = HttpCaller.create(heartbeat.trustStore().orElse(null), MAX_BODY_BYTES)) {
            judge(heartbeat, caller.call(call.get(), heartbeat.timeout()));
        }
        return true;
    }

    private static Optional<HttpCall> call(HeartbeatDefinition heartbeat, Optional<String> whyNot, String status) {
        String url = heartbeat.url().reveal();
        String said = whyNot.map(why -> Excerpt.of(why, LONGEST_TEXT)).orElse(status);
        boolean well = whyNot.isEmpty();
        Optional<HttpCall> call = switch (heartbeat.preset()) {
            case GET -> plainUrl(heartbeat, well).map(plain -> HttpCall.of("GET", URI.create(plain)));
            case POST ->
                plainUrl(heartbeat, well)
                        .map(plain -> HttpCall.of("POST", URI.create(plain)).body(PLAIN_TEXT, said));
            case HEALTHCHECKS ->
                Optional.of(HttpCall.of("POST", URI.create(well ? url : withPath(url, "/fail")))
                        .body(PLAIN_TEXT, said));
            case GATUS ->
                Optional.of(HttpCall.of(
                        "POST",
                        URI.create(withoutQuery(url)
                                + (well ? "?success=true" : "?success=false&error=" + ApiRequest.encoded(said)))));
            case UPTIME_KUMA ->
                Optional.of(HttpCall.of(
                        "GET",
                        URI.create(withoutQuery(url) + "?status=" + (well ? "up" : "down") + "&msg="
                                + ApiRequest.encoded(said))));
        };
        return call.map(made -> heartbeat.token().map(made::bearer).orElse(made));
    }

    private static Optional<String> plainUrl(HeartbeatDefinition heartbeat, boolean well) {
        return (well ? Optional.of(heartbeat.url()) : heartbeat.failUrl()).map(Secret::reveal);
    }

    /** A query stays the last part: {@code …/slug?create=1}. */
    private static String withPath(String url, String path) {
        int query = url.indexOf('?');
        String before = (query < 0 ? url : url.substring(0, query)).replaceFirst("/+$", "");
        return before + path + (query < 0 ? "" : url.substring(query));
    }

    /** Uptime Kuma shows its URLs with one, of which this has its own. */
    private static String withoutQuery(String url) {
        return url.replaceFirst("\\?.*", "");
    }

    private static void judge(HeartbeatDefinition heartbeat, HttpReply reply) {
        String host = heartbeat.host();
        int status = reply.status();
        if (status >= 500 || LATER.contains(status)) {
            throw new UnavailableException(host + " can't take heartbeats now: it answers HTTP " + status);
        }
        if (status == 401 || status == 403) {
            throw new RejectedException("token: %s refuses it (HTTP %s)".formatted(host, status));
        }
        if (!reply.isSuccess()) {
            throw new RejectedException(
                    "url: %s knows no such heartbeat, or is something else (HTTP %s)".formatted(host, status));
        }
        switch (heartbeat.preset()) {
            case HEALTHCHECKS -> {
                // It is all that tells: the status is the same.
                if (reply.text().startsWith("OK (not found)")) {
                    throw new RejectedException("url: %s knows no such check".formatted(host));
                }
                if (reply.text().startsWith("OK (rate limited)")) {
                    throw new UnavailableException(host + " drops heartbeats that come too often: raise every");
                }
                if (!reply.text().startsWith("OK") && !reply.text().equals("Created")) {
                    throw new RejectedException("url: what %s answers is not Healthchecks'".formatted(host));
                }
            }
            case UPTIME_KUMA -> {
                if (!isOk(reply)) {
                    throw new RejectedException("url: %s knows no such monitor, or it is paused".formatted(host));
                }
            }
            case GET, POST, GATUS -> {
                // The status has said it.
            }
        }
    }

    private static boolean isOk(HttpReply reply) {
        try {
            return Json.parse(reply.text()).get("ok").flag();
        } catch (MalformedAnswerException e) {
            return false;
        }
    }
}
