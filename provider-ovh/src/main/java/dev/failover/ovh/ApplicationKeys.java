package dev.failover.ovh;

import dev.failover.component.Secret;
import dev.failover.http.ApiRefusal;
import dev.failover.http.HttpCall;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.Optional;

/** An application's key and secret with a consumer key: every request is signed. */
final class ApplicationKeys implements Authentication {
    /** A second is rounding; more is a clock that was set, here or there. */
    private static final Duration MOVED = Duration.ofSeconds(2);

    private final Secret applicationKey;
    private final Secret applicationSecret;
    private final Secret consumerKey;
    private final ServerTime time;

    ApplicationKeys(Secret applicationKey, Secret applicationSecret, Secret consumerKey, ServerTime time) {
        this.applicationKey = applicationKey;
        this.applicationSecret = applicationSecret;
        this.consumerKey = consumerKey;
        this.time = time;
    }

    ServerTime time() {
        return time;
    }

    @Override
    public HttpCall authenticate(HttpCall call, String body, Deadline deadline) throws InterruptedException {
        long seconds = time.seconds(deadline);
        String signature = Signature.of(
                applicationSecret.reveal(),
                consumerKey.reveal(),
                call.method(),
                call.uri().toString(),
                body,
                seconds);
        return call.header("X-Ovh-Application", applicationKey.reveal())
                .header("X-Ovh-Consumer", consumerKey.reveal())
                .header("X-Ovh-Timestamp", Long.toString(seconds))
                .header("X-Ovh-Signature", signature);
    }

    /** A wrong clock is sometimes called a wrong signature: worth a second try only if the clock was wrong indeed. */
    @Override
    public boolean renewAfter(ApiRefusal refusal, Deadline deadline) throws InterruptedException {
        return switch (Reason.of(refusal)) {
            case CLOCK -> {
                time.read(deadline);
                yield true;
            }
            case SIGNATURE -> time.moved(deadline).compareTo(MOVED) >= 0;
            default -> false;
        };
    }

    @Override
    public String remedy(Reason reason, Optional<Right> right, Endpoint endpoint, String zone) {
        return switch (reason) {
            case SIGNATURE ->
                "application-secret does not belong to application-key, or consumer-key to both; copy all three anew";
            case NOT_LOGGED_IN -> "it did not recognise application-key and consumer-key; check both, and endpoint";
            case INVALID_CREDENTIAL ->
                "consumer-key has expired, was revoked, or was never validated; make a new one and validate it";
            case INVALID_KEY ->
                "application-key is not known to endpoint " + endpoint.name() + "; keys work only in their region";
            case NOT_GRANTED ->
                right.map(rule ->
                                "consumer-key lacks the access rule \"" + rule.rule(zone) + "\"; make one that has it")
                        .orElse("consumer-key may not make this call");
            default -> "";
        };
    }

    @Override
    public String mask(String text) {
        return consumerKey.maskIn(applicationSecret.maskIn(applicationKey.maskIn(text)));
    }

    @Override
    public String toString() {
        return "application keys";
    }
}
