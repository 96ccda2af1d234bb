package dev.failover.google;

import dev.failover.http.ApiDialect;
import dev.failover.http.ApiRefusal;
import dev.failover.http.ApiRequest;
import dev.failover.http.GrantedToken;
import dev.failover.http.HttpCall;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import dev.failover.time.Deadline;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Cloud DNS' API, version 1.
 *
 * @param account the service account's address
 * @param managedZone the zone's name at Google
 */
record GoogleDialect(GrantedToken token, String account, String managedZone) implements ApiDialect {
    /** What is to be added is there. */
    static final int EXISTS = 409;

    private static final Set<String> TOO_MANY = Set.of("rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded");

    /** Of a change: what it takes away is not there, or not so; or what it adds is there. */
    static boolean isSuperseded(ApiRefusal refusal) {
        return Set.of(404, EXISTS, 412).contains(refusal.status());
    }

    @Override
    public String vendor() {
        return "Google";
    }

    @Override
    public HttpCall authenticate(HttpCall call, ApiRequest request, Deadline deadline) throws InterruptedException {
        return call.bearer(token.get(deadline));
    }

    @Override
    public String mask(String text) {
        return token.maskIn(text);
    }

    @Override
    public boolean isNotNow(int status) {
        return status != EXISTS && ApiDialect.super.isNotNow(status);
    }

    /** {@code {"error": {"code": 412, "message": "Precondition not met for …", "errors": [{"reason": "conditionNotMet"}]}}}. */
    @Override
    public ApiRefusal refusal(int status, Json body) throws MalformedAnswerException {
        Json error = body.get("error");
        Optional<Json> errors = error.find("errors");
        List<Json> items = errors.isPresent() ? errors.get().items() : List.of();
        String reason =
                items.isEmpty() ? error.textIfAny("status") : items.get(0).textIfAny("reason");
        return ApiRefusal.of(status, reason, error.get("message").text(), "", this::mask);
    }

    @Override
    public String remedy(ApiRequest request, ApiRefusal refusal) {
        return switch (refusal.status()) {
            case 401 -> "the token of " + account + " is not accepted; was key-file's account deleted or disabled?";
            case 403 -> account + " lacks a permission on managed zone " + managedZone;
            case 404 -> isChange(request) ? "" : "there is no managed zone " + managedZone + " in project";
            default -> "";
        };
    }

    private static boolean isChange(ApiRequest request) {
        return request.method().equals("POST");
    }

    @Override
    public boolean renewAfter(ApiRefusal refusal, Deadline deadline) {
        if (refusal.status() != 401) {
            return false;
        }
        token.forget();
        return true;
    }

    @Override
    public boolean willPass(ApiRefusal refusal) {
        return TOO_MANY.contains(refusal.code());
    }
}
