package dev.failover.externaldns;

import dev.failover.http.ApiDialect;
import dev.failover.http.ApiRefusal;
import dev.failover.http.ApiRequest;
import dev.failover.http.HttpCall;
import dev.failover.http.Json;
import dev.failover.time.Deadline;
import java.util.Set;

/** The webhook protocol, version 1. It knows no credentials, and does not say what stands in an error. */
final class WebhookDialect implements ApiDialect {
    static final String MEDIA_TYPE = "application/external.dns.webhook+json;version=1";

    @Override
    public String vendor() {
        return "Webhook";
    }

    @Override
    public HttpCall authenticate(HttpCall call, ApiRequest request, Deadline deadline) {
        HttpCall accepting = call.header("Accept", MEDIA_TYPE);
        return request.body().isEmpty() ? accepting : accepting.header("Content-Type", MEDIA_TYPE);
    }

    @Override
    public String mask(String text) {
        return text;
    }

    @Override
    public ApiRefusal refusal(int status, Json body) {
        String message = body.textIfAny("message");
        return ApiRefusal.of(status, "", message.isEmpty() ? body.textIfAny("error") : message, "", this::mask);
    }

    /** "Only 5xx responses will be retried" is the protocol's; the others are those of a proxy before it. */
    @Override
    public boolean isNotNow(int status) {
        return status >= 500 || Set.of(408, 429).contains(status);
    }

    @Override
    public String remedy(ApiRequest request, ApiRefusal refusal) {
        return "see the server's log";
    }
}
