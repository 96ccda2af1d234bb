package dev.failover.ovh;

import dev.failover.http.ApiRefusal;
import dev.failover.http.HttpCall;
import dev.failover.time.Deadline;
import java.util.Optional;

/** How requests show who makes them. Thread-safe. */
sealed interface Authentication permits ApplicationAlone, ApplicationKeys, ServiceAccount {
    /**
     * The call with its proof.
     *
     * @param body exactly the body that {@code call} carries; empty for none
     */
    HttpCall authenticate(HttpCall call, String body, Deadline deadline) throws InterruptedException;

    /** Whether the refusal came from something that ages (the clock's offset, a token), which now has been renewed. */
    boolean renewAfter(ApiRefusal refusal, Deadline deadline) throws InterruptedException;

    /**
     * What to do when a request was refused for the credential's sake.
     *
     * @param right what would have allowed it; empty if every credential may
     */
    String remedy(Reason reason, Optional<Right> right, Endpoint endpoint, String zone);

    /** The text without any secret that this knows. */
    String mask(String text);
}
