package dev.failover.digitalocean;

import dev.failover.component.Secret;
import dev.failover.http.ApiRefusal;
import dev.failover.http.ApiRequest;
import dev.failover.http.HttpReply;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import dev.failover.http.TokenDialect;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** DigitalOcean's API, version 2, with a personal access token. */
record DigitalOceanDialect(Secret token, String zone) implements TokenDialect {
    private static final int TOO_MANY = 429;

    @Override
    public String vendor() {
        return "DigitalOcean";
    }

    /** {@code {"id": "not_found", "message": "…", "request_id": "4851a473-…"}}. */
    @Override
    public ApiRefusal refusal(int status, Json body) throws MalformedAnswerException {
        String request = body.textIfAny("request_id");
        return ApiRefusal.of(
                status,
                body.get("id").text(),
                body.textIfAny("message"),
                request.isEmpty() ? "" : "request id " + request,
                this::mask);
    }

    /** Of a burst it says how long to wait; of an hour's requests, when the oldest of them no longer counts. */
    @Override
    public Optional<Duration> retryAfter(HttpReply reply, Instant now) {
        Optional<Duration> burst = TokenDialect.super.retryAfter(reply, now);
        return burst.isPresent() || reply.status() != TOO_MANY
                ? burst
                : reply.header("ratelimit-reset")
                        .filter(reset -> reset.matches("\\d{1,10}"))
                        .map(reset -> Duration.between(now, Instant.ofEpochSecond(Long.parseLong(reset))))
                        .filter(wait -> !wait.isNegative());
    }

    @Override
    public String remedy(ApiRequest request, ApiRefusal refusal) {
        return switch (refusal.status()) {
            case 401 -> "token is not valid, or has expired";
            case 403 -> "token lacks the scope domain:" + scope(request);
            case 404 -> "zone " + zone + " is not in the account or team of token";
            default -> "";
        };
    }

    private static String scope(ApiRequest request) {
        return switch (request.method()) {
            case "GET" -> "read";
            case "POST" -> "create";
            case "DELETE" -> "delete";
            default -> "update";
        };
    }
}
