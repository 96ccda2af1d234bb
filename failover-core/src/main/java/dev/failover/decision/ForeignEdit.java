package dev.failover.decision;

/** What to do when records are not what this watcher put or found there, and their vendor says so itself. */
public enum ForeignEdit {
    /** Nothing but to tell a human, until the records are put right or a switch says where to go. */
    HOLD,
    /** If every record points to one of the sites, somebody moved the service there: that is taken as decided. Else as HOLD. */
    ADOPT,
    /** What was decided is put back in place of what was found, while the active site is ready and not too often. Else as HOLD. */
    RESTORE
}
