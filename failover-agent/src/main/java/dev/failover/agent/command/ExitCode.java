package dev.failover.agent.command;

/** What a verb's end means to the one who called it. */
final class ExitCode {
    /** Done, or nothing to do. */
    static final int DONE = 0;
    /** A drill was made, and what it should have shown was not so. */
    static final int NOT_MET = 1;
    /** A bug of ours. */
    static final int BUG = 1;
    /** The command line or the configuration is wrong. */
    static final int BAD_USAGE = 2;
    /** A gate or a pause is in the way. */
    static final int REFUSED = 3;
    /** A provider, a transport or a notifier failed. */
    static final int FAILED = 4;
    /** Another process watches with the same state directory, or another watcher holds the lease. */
    static final int IN_USE = 5;

    private ExitCode() {}
}
