package dev.failover.testkit.simulation;

/** Where a watcher can be made to die: before and after each effect that it has, or asks for. */
public enum CrashPoint {
    /** The vendor was not asked yet. */
    BEFORE_READ,
    /** The vendor answered; nobody heard it. */
    AFTER_READ,
    /** The vendor was not told yet. */
    BEFORE_WRITE,
    /** A vendor that stages changes was told some of them, or all, but not to publish them. */
    BETWEEN_STAGES,
    /** The vendor has done it; nobody heard the answer. */
    AFTER_WRITE,
    /** Nothing of an entry is on the disk yet. */
    BEFORE_JOURNAL,
    /** Some of an entry's bytes are in the file. */
    WITHIN_JOURNAL,
    /** The entry is in the file, and not synced yet. */
    BEFORE_SYNC,
    /** The entry is durable; nobody acted on it. */
    AFTER_JOURNAL,
    /** The same, of an entry that begins a switch. */
    AFTER_DECISION,
    /** The same, of a notification's entry in the outbox. */
    BEFORE_OUTBOX,
    AFTER_OUTBOX,
    /** Nobody was told yet. */
    BEFORE_NOTIFICATION,
    /** A human was told; the outbox does not know. */
    AFTER_NOTIFICATION,
    /** The zone's servers were not asked yet. */
    BEFORE_LOOK,
    AFTER_LOOK
}
