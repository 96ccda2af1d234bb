package dev.failover.testkit.simulation;

/** Who is asked what it knows of a failure, by what comes of it. */
enum Informant {
    /** Says what it knows, within seconds. */
    ANSWERS,
    /** Says that it can't. */
    FAILS,
    /** Says something, and nothing more, for ever. */
    SLEEPS
}
