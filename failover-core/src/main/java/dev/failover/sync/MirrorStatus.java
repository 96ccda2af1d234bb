package dev.failover.sync;

import dev.failover.component.Remedy;
import java.time.Instant;
import java.util.Optional;

/**
 * How a continuous mirror is doing. Immutable.
 *
 * @param dataSet its name
 * @param state what it is doing
 * @param latest the watermark of the latest complete run made by this process
 * @param pending how many changed paths wait
 * @param failingSince when the first of the failed runs in a row ended, or of those that were not complete; empty if the latest one was
 * @param problem why it halted or fails; empty if nothing is wrong
 * @param remedy what only a human can do about that; empty if nothing
 * @param blind why changes are found by periodic runs only; empty if they are seen at once
 * @param content what is known of the target's content; empty if it is not verified
 */
public record MirrorStatus(
        String dataSet,
        State state,
        Optional<Watermark> latest,
        int pending,
        Optional<Instant> failingSince,
        String problem,
        Optional<Remedy> remedy,
        String blind,
        Optional<Content> content) {
    /**
     * What is known of the content of a target.
     *
     * @param proof of the latest verification that went through all of it; empty if none did yet
     * @param problem why the verification does not go on; empty if it does
     */
    public record Content(Optional<Proof> proof, String problem) {}

    /** What it is doing. */
    public enum State {
        /** Nothing; it waits for changes. */
        IDLE,
        /** A run is under way. */
        RUNNING,
        /** The latest run failed, and the next one waits its turn; or for long no run was complete, as the source changed under each. */
        FAILING,
        /** The source can't be believed; it waits for a human. */
        HALTED,
        /** It was closed, or not started yet. */
        STOPPED
    }
}
