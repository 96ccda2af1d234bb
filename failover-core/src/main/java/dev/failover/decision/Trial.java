package dev.failover.decision;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * From when it counts that a plan was tried: what was not tried for too long is not trusted to act without a human.
 *
 * @param since from when its age counts
 * @param expired since when it has been too old: then it stays so until it is passed, or a human knows of it
 */
public record Trial(Kind kind, Basis basis, Instant since, Optional<Instant> expired) {

    /** What is to be tried now and then. */
    public enum Kind {
        /** A failover and the way back. */
        DRILL,
        /** A backup, restored and compared. */
        RESTORE_TEST;

        /** How it is called in a sentence: {@code restore test}. */
        public String text() {
            return word().replace('-', ' ');
        }

        /** How it is called in ids: {@code restore-test}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What its age counts from. */
    public enum Basis {
        /** It was passed. */
        PASSED,
        /** It was not passed yet: from when it was first asked for. */
        ASKED_FOR,
        /** A human said that they know that it is too old. */
        ACKNOWLEDGED
    }

    /** Passed at a moment. */
    static Trial passed(Kind kind, Instant at) {
        return new Trial(kind, Basis.PASSED, at, Optional.empty());
    }

    /** A human knows that it is too old: it counts from then. */
    Trial acknowledged(Instant at) {
        return expired.isPresent() ? new Trial(kind, Basis.ACKNOWLEDGED, at, Optional.empty()) : this;
    }
}
