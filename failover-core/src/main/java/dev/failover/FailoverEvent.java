package dev.failover;

import java.time.Instant;

/**
 * Something that happened, told as it happens.
 *
 * @param site the site it is about; empty if none
 * @param text one sentence for a human
 */
public record FailoverEvent(Instant at, String service, Kind kind, String site, String text) {

    /** What can happen. */
    public enum Kind {
        /** A check ended. */
        CHECKED,
        /** The verdict on a site changed. */
        VERDICT,
        /** A decision was made and journalled. */
        DECIDED,
        /** A provider's write returned. */
        WRITTEN,
        /** A provider's write failed, and will be tried again. */
        WRITE_FAILED,
        /** The active site has another address, which the records are made to follow. */
        ADDRESS_CHANGED,
        /** Every server of the zones gives what was decided. */
        PUBLISHED,
        /** The watcher itself is cut off: what its checks find of others counts for nothing. */
        CUT_OFF,
        /** It is in touch with the world, at first or again. */
        IN_TOUCH,
        /** Something a human should know of has become the case. */
        RAISED,
        /** It is not the case any more. */
        CLEARED,
        /** The state could not be journalled, so nothing was done. */
        NOT_JOURNALLED,
        /** A bug ended a turn of the loop, which is made again after a while; the text is what was thrown. */
        BUG
    }
}
