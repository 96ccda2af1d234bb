package dev.failover.decision;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a decision does to the state. */
public sealed interface Step {
    /** What can be decided. */
    enum Kind {
        STAY,
        ADOPT,
        HOLD,
        SWITCH,
        STOP,
        NOTE,
        REFUSE
    }

    Kind kind();

    /** Nothing. */
    record Stay() implements Step {
        @Override
        public Kind kind() {
            return Kind.STAY;
        }
    }

    /**
     * Takes what is served as decided.
     *
     * @param site where all records point
     * @param chosen whether somebody who is no watcher put it at this standby: then it stays there (S22)
     */
    record Adopt(String site, boolean chosen) implements Step {
        @Override
        public Kind kind() {
            return Kind.ADOPT;
        }
    }

    /**
     * Leaves the service where it is, and holds it there on a human's word.
     *
     * @param lasting for how long; empty until a human says otherwise
     */
    record Hold(String site, String by, String reason, Optional<Duration> lasting) implements Step {
        @Override
        public Kind kind() {
            return Kind.HOLD;
        }
    }

    /**
     * Assigns the service to another site.
     *
     * @param by who decided
     * @param reason why, in one sentence
     * @param lasting for how long a human's choice of a standby holds it there; empty until a human says otherwise
     */
    record Switch(Cause cause, String site, String by, String reason, Optional<Duration> lasting) implements Step {
        /** Without a time of its own. */
        public Switch(Cause cause, String site, String by, String reason) {
            this(cause, site, by, reason, Optional.empty());
        }

        @Override
        public Kind kind() {
            return Kind.SWITCH;
        }
    }

    /**
     * Stops automatic switching.
     *
     * @param reason what went too far
     */
    record Stop(String reason) implements Step {
        @Override
        public Kind kind() {
            return Kind.STOP;
        }
    }

    /**
     * Remembers from when it counts that something was tried, or that it is too old.
     *
     * @param trials all that is to be remembered of it
     */
    record Note(List<Trial> trials) implements Step {
        public Note {
            trials = List.copyOf(trials);
        }

        @Override
        public Kind kind() {
            return Kind.NOTE;
        }
    }

    /** Turns a human's request down: a gate is not met. */
    record Refuse() implements Step {
        @Override
        public Kind kind() {
            return Kind.REFUSE;
        }
    }
}
