package dev.failover.health;

/** What a run of checks amounts to. {@code UNKNOWN} until enough of them agree, and when none of them could tell. */
public enum Verdict {
    UP,
    DOWN,
    UNKNOWN
}
