package dev.failover.ovh;

import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.http.HttpCall;
import dev.failover.http.HttpCaller;
import dev.failover.http.HttpReply;
import dev.failover.ovh.Refusal.Reason;
import dev.failover.time.Deadline;
import java.net.URI;
import java.time.InstantSource;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API of one account at one endpoint, request by request: authenticated, its answer read and its errors told apart.
 * Thread-safe.
 */
final class OvhApi implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OvhApi.class);

    /** Too slow, in conflict with another request, too early, too many: the same request may succeed later. */
    private static final Set<Integer> NOT_NOW = Set.of(408, 409, 423, 425, 429);

    private final HttpCaller http;
    private final Endpoint endpoint;
    private final Authentication authentication;
    private final InstantSource clock;
    private final String zone;

    OvhApi(HttpCaller http, Endpoint endpoint, Authentication authentication, InstantSource clock, String zone) {
        this.http = http;
        this.endpoint = endpoint;
        this.authentication = authentication;
        this.clock = clock;
        this.zone = zone;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Authentication authentication() {
        return authentication;
    }

    /**
     * Makes one request; once more if it was refused, unexecuted, for an aged clock offset or token.
     *
     * @throws UnavailableException if no answer of the API came, or it says that it can't now; whether the request was
     *     executed is then unknown
     */
    Answer call(ApiRequest request, Deadline deadline) throws InterruptedException {
        Answer answer = send(request, deadline);
        if (answer instanceof Answer.Refused refused && authentication.renewAfter(refused.refusal(), deadline)) {
            log.info(
                    "{} was refused: {}; renewed what had aged, asking again",
                    request,
                    refused.refusal().reason());
            answer = send(request, deadline);
        }
        if (answer instanceof Answer.Refused refused && refused.refusal().reason() == Reason.CLOCK) {
            throw new UnavailableException(refused.exception().getMessage());
        }
        return answer;
    }

    private Answer send(ApiRequest request, Deadline deadline) throws InterruptedException {
        HttpCall call = HttpCall.of(request.method(), URI.create(endpoint.base() + request.path()));
        if (!request.body().isEmpty()) {
            call = call.body("application/json", request.body());
        }
        call = authentication.authenticate(call, request.body(), deadline);
        HttpReply reply = http.call(call, deadline.remaining());
        String queryId =
                Excerpt.of(authentication.mask(reply.header("X-OVH-QUERYID").orElse("none")));
        log.debug("{} answered HTTP {}, query id {}", request, reply.status(), queryId);
        return read(request, reply, queryId);
    }

    private Answer read(ApiRequest request, HttpReply reply, String queryId) {
        try {
            if (reply.isSuccess()) {
                return new Answer.Done(Json.parse(reply.text()));
            }
            if (NOT_NOW.contains(reply.status()) || reply.status() >= 500) {
                throw new UnavailableException(
                        "OVH can't do %s now (%s answered HTTP %s%s, query id %s); it may later."
                                .formatted(request, endpoint.host(), reply.status(), words(reply), queryId),
                        null,
                        reply.retryAfter(clock.instant()).orElse(null));
            }
            Refusal refusal = Refusal.read(reply, authentication::mask);
            return new Answer.Refused(refusal, new RejectedException(describe(request, refusal, queryId)));
        } catch (MalformedAnswerException e) {
            throw malformed(request, reply.status(), queryId, e);
        }
    }

    /** What was said with a status that speaks for itself; nothing, if it was a proxy's page. */
    private String words(HttpReply reply) {
        try {
            String message = Refusal.read(reply, authentication::mask).message();
            return message.isEmpty() ? "" : ", \"" + message + "\"";
        } catch (MalformedAnswerException e) {
            return "";
        }
    }

    /** An answer that can't be read says nothing about what was done. */
    private UnavailableException malformed(ApiRequest request, int status, String queryId, MalformedAnswerException e) {
        return new UnavailableException(
                "%s answered HTTP %s (query id %s) to %s with what is not OVH's API (%s); if it stays so, check endpoint."
                        .formatted(endpoint.host(), status, queryId, request, e.getMessage()),
                e);
    }

    /** The same for a body that is JSON, but not what was asked for. */
    UnavailableException unexpected(ApiRequest request, MalformedAnswerException e) {
        return new UnavailableException(
                "%s answered %s with what OVH does not document: %s."
                        .formatted(endpoint.host(), request, e.getMessage()),
                e);
    }

    private String describe(ApiRequest request, Refusal refusal, String queryId) {
        StringBuilder text = new StringBuilder("OVH refused ").append(request);
        text.append(" (HTTP ").append(refusal.status());
        if (!refusal.code().isEmpty()) {
            text.append(' ').append(refusal.code());
        }
        if (!refusal.message().isEmpty()) {
            text.append(", \"").append(refusal.message()).append('"');
        }
        if (!refusal.deniedActions().isEmpty()) {
            text.append(", missing IAM actions: ").append(refusal.deniedActions());
        }
        text.append(", query id ").append(queryId).append(')');
        String remedy = remedy(request, refusal);
        return remedy.isEmpty() ? text + "." : text + ": " + remedy + ".";
    }

    private String remedy(ApiRequest request, Refusal refusal) {
        return switch (refusal.reason()) {
            case CLOCK -> "its time and ours differ, also after its time was asked for anew";
            case NOT_FOUND ->
                "zone %s is not in this account at endpoint %s; check zone and endpoint"
                        .formatted(zone, endpoint.name());
            case EXPIRED -> "zone %s has expired at OVH; renew it there".formatted(zone);
            case OTHER -> "";
            default -> authentication.remedy(refusal.reason(), request, endpoint, zone);
        };
    }

    @Override
    public void close() {
        http.close();
    }
}
