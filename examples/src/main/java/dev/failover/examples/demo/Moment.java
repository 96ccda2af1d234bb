package dev.failover.examples.demo;

import java.time.Duration;

/**
 * Something that happened.
 *
 * @param at since the demonstration began
 * @param site the site it is about; empty if none
 */
record Moment(Duration at, Event event, String site, String text) {

    /** What can happen, and who brings it about or sees it. */
    enum Event {
        CHANGED("demo"),
        REPLICATED("demo"),
        MIRRORED("mirror"),
        MIRROR_FAILED("mirror"),
        KILLED("demo"),
        RETURNED("demo"),
        CUT("demo"),
        HEALED("demo"),
        LEASED("store"),
        VOTED("store"),
        UP("failover"),
        DOWN("failover"),
        UNKNOWN("failover"),
        DECIDED("failover"),
        WRITTEN("failover"),
        WRITE_FAILED("failover"),
        PUBLISHED("failover"),
        NOT_JOURNALLED("failover"),
        NOTIFIED("phone"),
        CLIENT_SERVED("client"),
        CLIENT_FAILED("client");

        private final String who;

        Event(String who) {
            this.who = who;
        }

        String who() {
            return who;
        }
    }
}
