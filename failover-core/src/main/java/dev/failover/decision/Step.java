package dev.failover.decision;

/** What a decision does to the state. */
public sealed interface Step {
    /** Nothing. */
    record Stay() implements Step {}

    /**
     * Takes what is served as decided.
     *
     * @param site where all records point
     */
    record Adopt(String site) implements Step {}

    /**
     * Assigns the service to another site.
     *
     * @param by who decided
     * @param reason why, in one sentence
     */
    record Switch(Cause cause, String site, String by, String reason) implements Step {}

    /**
     * Stops automatic switching.
     *
     * @param reason what went too far
     */
    record Stop(String reason) implements Step {}

    /** Turns a human's request down: a gate is not met. */
    record Refuse() implements Step {}
}
