package dev.failover.ovh;

import dev.failover.component.Secret;
import dev.failover.http.ApiRefusal;
import dev.failover.http.HttpCall;
import dev.failover.time.Deadline;
import java.util.Optional;

/** An application that has no consumer key yet, and may do nothing but ask for one: nothing is signed. */
record ApplicationAlone(Secret applicationKey) implements Authentication {
    @Override
    public HttpCall authenticate(HttpCall call, String body, Deadline deadline) {
        return call.header("X-Ovh-Application", applicationKey.reveal());
    }

    @Override
    public boolean renewAfter(ApiRefusal refusal, Deadline deadline) {
        return false;
    }

    @Override
    public String remedy(Reason reason, Optional<Right> right, Endpoint endpoint, String zone) {
        return switch (reason) {
            case INVALID_KEY, NOT_LOGGED_IN, NOT_GRANTED ->
                "application-key is not known to endpoint " + endpoint.name() + "; keys work only in their region";
            default -> "";
        };
    }

    @Override
    public String mask(String text) {
        return applicationKey.maskIn(text);
    }

    @Override
    public String toString() {
        return "an application";
    }
}
