package dev.failover.agent.drill;

/** What came of a drill. */
public enum DrillOutcome {
    /** There and back, as soon as was declared, with everything steady and nothing left behind. */
    SUCCEEDED,
    /** Something did not go as it should, and would not in an outage either; or a declared objective was missed. */
    FAILED,
    /** Something really happened, which is more important, or somebody stopped it. */
    INTERRUPTED,
    /** It did not begin: something is in the way. */
    BLOCKED
}
