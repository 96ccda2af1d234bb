package dev.failover.desec;

import dev.failover.component.Secret;
import dev.failover.http.ApiRefusal;
import dev.failover.http.ApiRequest;
import dev.failover.http.HttpCall;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import dev.failover.http.TokenDialect;
import dev.failover.time.Deadline;
import java.util.List;
import java.util.Optional;

/** deSEC's API with one token. */
record DesecDialect(Secret token, String zone) implements TokenDialect {
    /** Where a refused record set says what is wrong with it. */
    private static final List<String> FIELDS = List.of("non_field_errors", "records", "ttl", "subname", "type");

    @Override
    public String vendor() {
        return "deSEC";
    }

    @Override
    public HttpCall authenticate(HttpCall call, ApiRequest request, Deadline deadline) {
        return call.header("Authorization", "Token " + token.reveal());
    }

    /**
     * {@code {"detail": "…"}}; or, of the record sets of a request, a list with {@code {"ttl": ["…"]}} for each that is at fault and an
     * empty object for the others.
     */
    @Override
    public ApiRefusal refusal(int status, Json body) throws MalformedAnswerException {
        String detail = body.textIfAny("detail");
        return ApiRefusal.of(status, "", detail.isEmpty() ? fault(body) : detail, "", this::mask);
    }

    private static String fault(Json body) throws MalformedAnswerException {
        for (Json each : body.isList() ? body.items() : List.of(body)) {
            for (String field : FIELDS) {
                Optional<Json> faults = each.find(field);
                if (faults.isPresent()
                        && faults.get().isList()
                        && !faults.get().items().isEmpty()) {
                    return field + ": " + faults.get().items().get(0).text();
                }
            }
        }
        throw new MalformedAnswerException("it says neither \"detail\" nor what is wrong with a record set");
    }

    @Override
    public String remedy(ApiRequest request, ApiRefusal refusal) {
        return switch (refusal.status()) {
            case 401 -> "token is not valid, or has expired";
            case 403 -> "token may not do that; give it a policy that lets it write these record sets of zone " + zone;
            case 404 -> "zone " + zone + " is not in the account of token";
            default -> "";
        };
    }
}
