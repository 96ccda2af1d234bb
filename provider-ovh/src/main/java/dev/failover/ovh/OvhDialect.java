package dev.failover.ovh;

import dev.failover.http.ApiDialect;
import dev.failover.http.ApiRefusal;
import dev.failover.http.ApiRequest;
import dev.failover.http.HttpCall;
import dev.failover.http.HttpReply;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import dev.failover.time.Deadline;
import java.util.Optional;

/** OVH's API, of one account at one endpoint. */
final class OvhDialect implements ApiDialect {
    private final Endpoint endpoint;
    private final Authentication authentication;
    private final String setting;
    private final String name;

    /**
     * @param setting what names the thing that is asked about: {@code zone}
     * @param name of that thing
     */
    OvhDialect(Endpoint endpoint, Authentication authentication, String setting, String name) {
        this.endpoint = endpoint;
        this.authentication = authentication;
        this.setting = setting;
        this.name = name;
    }

    @Override
    public String vendor() {
        return "OVH";
    }

    @Override
    public HttpCall authenticate(HttpCall call, ApiRequest request, Deadline deadline) throws InterruptedException {
        return authentication.authenticate(call, request.body(), deadline);
    }

    @Override
    public String mask(String text) {
        return authentication.mask(text);
    }

    @Override
    public String reference(HttpReply reply) {
        return "query id " + reply.header("X-OVH-QUERYID").orElse("none");
    }

    /** Bodies come in two shapes, {@code {"message", "httpCode", "errorCode"}} and {@code {"class", "message"}}; both are read. */
    @Override
    public ApiRefusal refusal(int status, Json body) throws MalformedAnswerException {
        Optional<Json> details = body.find("details");
        String code = body.textIfAny("errorCode");
        String denied = details.map(found -> found.textIfAny("unauthorizedActionsByIAM"))
                .filter(actions -> !actions.isEmpty())
                .or(() -> details.map(found -> found.textIfAny("unauthorizedActionsByAuthentication")))
                .orElse("");
        return ApiRefusal.of(
                status,
                code.isEmpty() ? body.textIfAny("class") : code,
                body.textIfAny("message"),
                denied.isEmpty() ? "" : "missing IAM actions: " + denied,
                this::mask);
    }

    @Override
    public String remedy(ApiRequest request, ApiRefusal refusal) {
        Reason reason = Reason.of(refusal);
        return switch (reason) {
            case CLOCK -> "its time and ours differ, also after its time was asked for anew";
            case NOT_FOUND ->
                "%s %s is not in this account at endpoint %s; check %s and endpoint"
                        .formatted(setting, name, endpoint.name(), setting);
            case EXPIRED -> "%s %s has expired at OVH; renew it there".formatted(setting, name);
            case OTHER -> "";
            default -> authentication.remedy(reason, Right.of(request, name), endpoint, name);
        };
    }

    @Override
    public boolean renewAfter(ApiRefusal refusal, Deadline deadline) throws InterruptedException {
        return authentication.renewAfter(refusal, deadline);
    }

    @Override
    public boolean willPass(ApiRefusal refusal) {
        return Reason.of(refusal) == Reason.CLOCK;
    }
}
