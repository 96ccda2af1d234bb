package dev.failover.hetzner;

import dev.failover.component.Secret;
import dev.failover.http.ApiRefusal;
import dev.failover.http.ApiRequest;
import dev.failover.http.HttpReply;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import dev.failover.http.TokenDialect;
import java.util.Optional;

/** Hetzner's Cloud API, with the token of one project. Its codes are those of Hetzner's own client (github.com/hetznercloud/hcloud-go). */
record HetznerDialect(Secret token, String zone) implements TokenDialect {
    private static final String EXISTS = "uniqueness_error";
    private static final String ABSENT = "not_found";

    private static final int CONFLICT = 409;

    /** Something of that name is there. */
    static boolean isThere(ApiRefusal refusal) {
        return refusal.code().equals(EXISTS);
    }

    static boolean isAbsent(ApiRefusal refusal) {
        return refusal.code().equals(ABSENT);
    }

    @Override
    public String vendor() {
        return "Hetzner";
    }

    @Override
    public String reference(HttpReply reply) {
        return reply.header("X-Correlation-Id")
                .map(id -> "correlation id " + id)
                .orElse("");
    }

    /** {@code {"error": {"code": "not_found", "message": "…", "details": {…}}}}. */
    @Override
    public ApiRefusal refusal(int status, Json body) throws MalformedAnswerException {
        Json error = body.get("error");
        Optional<Json> code = error.find("code");
        return ApiRefusal.of(
                status, code.isPresent() ? code.get().text() : "", error.textIfAny("message"), "", this::mask);
    }

    /** 409 says that something exists as well as that something is under way; its code tells. */
    @Override
    public boolean isNotNow(int status) {
        return status != CONFLICT && TokenDialect.super.isNotNow(status);
    }

    @Override
    public boolean willPass(ApiRefusal refusal) {
        return refusal.status() == CONFLICT && !isThere(refusal);
    }

    @Override
    public String remedy(ApiRequest request, ApiRefusal refusal) {
        return switch (refusal.code()) {
            case "unauthorized" -> "token is not valid; make one in the project that has the zone";
            case "token_readonly" -> "token may only read; make one with the permission Read & Write";
            case "forbidden" -> "token may not do that in zone " + zone;
            case ABSENT -> "zone " + zone + " is not in the project of token";
            case "protected" -> "the record set is protected from changes; take the protection away";
            case "incorrect_zone_mode" ->
                "zone " + zone + " is a secondary zone, which is changed at its primary server";
            default -> "";
        };
    }
}
