package dev.failover.agent.page;

import dev.failover.Service;
import dev.failover.Site;
import dev.failover.agent.config.Configuration;
import dev.failover.health.HeartbeatHealthCheck;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears the sites that say by themselves that they are alive, and tells the checks that wait for it. Whoever guesses tokens is not slowed
 * down: to refuse a site because of somebody else at its address would make it DOWN, and a token is too long to be guessed. Thread-safe.
 */
final class Listening {
    private static final Logger log = LoggerFactory.getLogger(Listening.class);
    private static final String BEARER = "bearer ";

    private final Supplier<Configuration> inForce;
    /** How often strangers are logged, not how often they are heard. */
    private final Attempts strangers;

    Listening(Supplier<Configuration> inForce, Attempts strangers) {
        this.inForce = inForce;
        this.strangers = strangers;
    }

    private List<HeartbeatHealthCheck> checks() {
        return inForce.get().services().stream()
                .map(Service::sites)
                .flatMap(List::stream)
                .map(Site::check)
                .flatMap(Optional::stream)
                .flatMap(HeartbeatHealthCheck::in)
                .toList();
    }

    /** Somebody can be heard, or nobody. */
    void follow(boolean listens) {
        for (HeartbeatHealthCheck check : checks()) {
            if (listens) {
                check.listening();
            } else {
                check.deaf("the agent can't listen at its address");
            }
        }
    }

    /** One heartbeat. */
    Reply hear(Request request) {
        String authorization = request.header("authorization").orElse("");
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Reply.text(401, "A heartbeat has a header \"Authorization: Bearer\" and its token")
                    .with("WWW-Authenticate", "Bearer");
        }
        String token = authorization.substring(BEARER.length()).strip();
        boolean known = false;
        for (HeartbeatHealthCheck check : checks()) {
            known |= check.beat(token);
        }
        if (known) {
            return Reply.text(200, "heard");
        }
        if (strangers.take(request.from())) {
            log.warn("Somebody at {} sent a heartbeat with a token that no site has", request.from());
        }
        return Reply.text(403, "No site has this token");
    }
}
