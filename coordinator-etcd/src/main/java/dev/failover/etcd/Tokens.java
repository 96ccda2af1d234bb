package dev.failover.etcd;

import dev.failover.component.Secret;
import dev.failover.http.ApiRequest;
import dev.failover.http.HttpCall;
import dev.failover.http.Json;
import dev.failover.http.JsonApi;
import dev.failover.http.MalformedAnswerException;
import dev.failover.time.Deadline;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The token that a member has given for user and password. It lives five minutes from its latest use by default. Thread-safe. */
final class Tokens {
    static final String PATH = "/v3/auth/authenticate";

    private final JsonApi api;
    private final String user;
    private final Secret password;
    private volatile @Nullable Secret token;

    /** @param api which needs no token itself */
    Tokens(JsonApi api, String user, Secret password) {
        this.api = api;
        this.user = user;
        this.password = password;
    }

    Secret current(Deadline deadline) throws InterruptedException {
        Secret known = token;
        if (known == null) {
            known = api.call(
                            ApiRequest.of("POST", PATH, Map.of("name", user, "password", password.reveal())),
                            deadline,
                            Tokens::read)
                    .orThrow();
            token = known;
        }
        return known;
    }

    private static Secret read(Json answer) throws MalformedAnswerException {
        try {
            return HttpCall.requireSendable(Secret.of(answer.get("token").text()));
        } catch (IllegalArgumentException e) {
            throw new MalformedAnswerException("\"token\" can't be a token");
        }
    }

    void forget() {
        token = null;
    }

    String maskIn(String text) {
        Secret known = token;
        return known == null ? text : known.maskIn(text);
    }
}
