package dev.failover.etcd;

import dev.failover.component.Secret;
import dev.failover.http.ApiDialect;
import dev.failover.http.ApiRefusal;
import dev.failover.http.ApiRequest;
import dev.failover.http.HttpCall;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import dev.failover.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The JSON gateway of etcd. Errors are {@code {"error", "message", "code"}}, later without {@code error}, the code being gRPC's.
 *
 * @see <a href="https://etcd.io/docs/v3.4/dev-guide/api_grpc_gateway/">its documentation</a>
 */
final class EtcdDialect implements ApiDialect {
    private final @Nullable Secret password;
    private final @Nullable Tokens tokens;

    /** @param tokens null for requests that need none */
    EtcdDialect(@Nullable Secret password, @Nullable Tokens tokens) {
        this.password = password;
        this.tokens = tokens;
    }

    @Override
    public String vendor() {
        return "etcd";
    }

    /** The token alone, without {@code Bearer}. */
    @Override
    public HttpCall authenticate(HttpCall call, ApiRequest request, Deadline deadline) throws InterruptedException {
        return tokens == null
                ? call
                : call.header("Authorization", tokens.current(deadline).reveal());
    }

    @Override
    public String mask(String text) {
        String masked = password == null ? text : password.maskIn(text);
        return tokens == null ? masked : tokens.maskIn(masked);
    }

    @Override
    public ApiRefusal refusal(int status, Json body) throws MalformedAnswerException {
        body.get("code").number();
        return ApiRefusal.of(status, "", body.get("message").text(), "", this::mask);
    }

    @Override
    public String remedy(ApiRequest request, ApiRefusal refusal) {
        if (request.path().equals(Tokens.PATH)) {
            return refusal.status() == 412
                    ? "leave user and password out, or enable authentication there"
                    : "check user and password";
        }
        return switch (refusal.status()) {
            case 403 -> "grant the user's role readwrite on all keys that begin with the prefix";
            case 400 -> tokens == null ? "if etcd asks who that is, user and password are missing" : "";
            default -> "";
        };
    }

    /** An unknown token is 401. One from before users or roles were changed may be 400, as are others that need no new one. */
    @Override
    public boolean renewAfter(ApiRefusal refusal, Deadline deadline) {
        if (tokens == null || (refusal.status() != 401 && refusal.status() != 400)) {
            return false;
        }
        tokens.forget();
        return true;
    }
}
