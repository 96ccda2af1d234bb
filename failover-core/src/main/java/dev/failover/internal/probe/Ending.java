package dev.failover.internal.probe;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a probe ended. If there is neither a failure nor a limit, its dialogue knows enough.
 *
 * @param phase how far it got
 * @param failure what went wrong; null if nothing did
 * @param limit which time was up; null if none was
 * @param took how long after its beginning
 * @param held for how long of that it waited for this machine; of one whose time was up, for how long others did meanwhile, if longer
 */
public record Ending(
        Phase phase, @Nullable Throwable failure, @Nullable Duration limit, Duration took, Duration held) {
    /** How far a probe gets, which is what tells one silence from another. */
    public enum Phase {
        CONNECT,
        TLS,
        TALK
    }
}
