package dev.failover.decision;

/**
 * A condition that a switch must meet, and whether it does.
 *
 * @param sentence the facts, for a tired human: {@code home has been UP for 2m}
 */
public record Gate(Kind kind, boolean met, String sentence) {

    /** What is asked for. */
    public enum Kind {
        /** The site entered is UP. */
        READY,
        /** Its address is known, verified a short time ago, and may be published. */
        ADDRESS,
        /** Its certificate is valid for long enough. */
        CERTIFICATE,
        /** Its replica is young enough. */
        REPLICA,
        /** The watcher itself is not cut off. */
        CONNECTIVITY,
        /** The watcher itself gets its turn: it is not late with its checks. */
        PUNCTUALITY,
        /** The records are as the watcher left them. */
        RECORDS,
        /** Nobody paused the service. */
        PAUSE,
        /** Not latched, and fewer automatic switches than allowed. */
        LIMIT,
        /** The last switch was long enough ago. */
        COOL_DOWN,
        /** The state class allows it without a human and what is to be tried was, or one gave their word beforehand. */
        APPROVAL,
        /** The primary has been up long enough. */
        HOLD,
        /** No human chose the standby that it would return from. */
        CHOICE,
        /** Enough of the watchers that decide together say that the active site is down. */
        VOTES,
        /** This one of them holds the lease, for long enough. */
        LEASE
    }

    public static Gate met(Kind kind, String sentence) {
        return new Gate(kind, true, sentence);
    }

    public static Gate unmet(Kind kind, String sentence) {
        return new Gate(kind, false, sentence);
    }
}
