package dev.failover.gandi;

import dev.failover.component.Secret;
import dev.failover.http.ApiRefusal;
import dev.failover.http.ApiRequest;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import dev.failover.http.TokenDialect;
import java.util.List;
import java.util.Optional;

/** Gandi's LiveDNS API, version 5, with a personal access token. */
record GandiDialect(Secret token, String zone) implements TokenDialect {
    /** What is to be made is there, with other values. */
    static final int EXISTS = 409;

    @Override
    public String vendor() {
        return "Gandi";
    }

    @Override
    public boolean isNotNow(int status) {
        return status != EXISTS && TokenDialect.super.isNotNow(status);
    }

    /**
     * {@code {"code": 404, "message": "Unknown domain", "object": "LocalizedHTTPNotFound", "cause": "Not Found"}}; or, of what was sent,
     * {@code {"status": "error", "errors": [{"name": "rrset_ttl", "description": "…"}]}}.
     */
    @Override
    public ApiRefusal refusal(int status, Json body) throws MalformedAnswerException {
        Optional<Json> errors = body.find("errors");
        String message = body.textIfAny("message");
        if (errors.isPresent()) {
            List<Json> items = errors.get().items();
            message = items.isEmpty()
                    ? ""
                    : items.get(0).textIfAny("name") + ": " + items.get(0).textIfAny("description");
        }
        if (message.isEmpty()) {
            throw new MalformedAnswerException("it has neither \"message\" nor \"errors\"");
        }
        return ApiRefusal.of(status, body.textIfAny("object"), message, "", this::mask);
    }

    @Override
    public String remedy(ApiRequest request, ApiRefusal refusal) {
        return switch (refusal.status()) {
            case 401 -> "token is not valid, or has expired";
            case 403 ->
                "token is not valid for zone " + zone + ", or lacks the right to manage its technical configuration";
            case 404 -> "zone " + zone + " is not at LiveDNS in an organisation of token";
            default -> "";
        };
    }
}
