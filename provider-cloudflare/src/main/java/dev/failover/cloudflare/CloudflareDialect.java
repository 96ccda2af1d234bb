package dev.failover.cloudflare;

import dev.failover.component.Secret;
import dev.failover.http.ApiRefusal;
import dev.failover.http.ApiRequest;
import dev.failover.http.HttpReply;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import dev.failover.http.TokenDialect;
import java.util.List;

/** Cloudflare's API, version 4, with one token. */
record CloudflareDialect(Secret token, String zone) implements TokenDialect {
    @Override
    public String vendor() {
        return "Cloudflare";
    }

    @Override
    public String reference(HttpReply reply) {
        return "ray " + reply.header("CF-Ray").orElse("none");
    }

    /** {@code {"success": false, "errors": [{"code": 81044, "message": "Record does not exist."}]}}: the first error counts. */
    @Override
    public ApiRefusal refusal(int status, Json body) throws MalformedAnswerException {
        List<Json> errors = body.get("errors").items();
        if (errors.isEmpty()) {
            throw new MalformedAnswerException("\"errors\" is empty");
        }
        Json first = errors.get(0);
        return ApiRefusal.of(
                status, Long.toString(first.get("code").number()), first.textIfAny("message"), "", this::mask);
    }

    @Override
    public String remedy(ApiRequest request, ApiRefusal refusal) {
        if (Code.isDenied(refusal)) {
            return "token is not valid, or lacks the permission DNS Write for zone " + zone;
        }
        return refusal.status() == 404 && !refusal.code().equals(Code.NO_SUCH_RECORD)
                ? "zone-id is not the id of a zone that token may see"
                : "";
    }
}
