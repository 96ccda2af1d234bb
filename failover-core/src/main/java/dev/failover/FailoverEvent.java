package dev.failover;

import dev.failover.decision.Assignment;
import dev.failover.decision.Condition;
import dev.failover.decision.RememberedSwitch;
import dev.failover.dns.RecordSet;
import dev.failover.health.Health;
import dev.failover.health.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Something that happened, told as it happens: a record for each kind, with its facts. Immutable. */
public sealed interface FailoverEvent {
    /** What can happen. */
    enum Kind {
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

    Instant at();

    String service();

    Kind kind();

    /** The site it is about; empty if none. */
    default String site() {
        return "";
    }

    /** One sentence for a human, made of the facts; to be shown, never to be read by code. */
    String text();

    /**
     * @param took what the check itself took, whatever this machine was late with; empty if it was not made or given up
     * @see Kind#CHECKED
     */
    record Checked(Instant at, String service, String site, Health health, Optional<Duration> took)
            implements FailoverEvent {
        @Override
        public Kind kind() {
            return Kind.CHECKED;
        }

        @Override
        public String text() {
            return health.status() + ": " + health.detail();
        }
    }

    /**
     * @param health what the latest check found
     * @see Kind#VERDICT
     */
    record VerdictChanged(Instant at, String service, String site, Verdict verdict, Health health)
            implements FailoverEvent {
        @Override
        public Kind kind() {
            return Kind.VERDICT;
        }

        @Override
        public String text() {
            return verdict + ": " + health.detail();
        }
    }

    /**
     * @param assignment what is so from now on; empty if nothing was assigned yet
     * @param began the switch that begins by it; empty if none does
     * @see Kind#DECIDED
     */
    record Decided(
            Instant at, String service, Optional<Assignment> assignment, Optional<RememberedSwitch> began, String text)
            implements FailoverEvent {
        @Override
        public Kind kind() {
            return Kind.DECIDED;
        }

        @Override
        public String site() {
            return assignment.map(Assignment::site).orElse("");
        }
    }

    /** @see Kind#WRITTEN */
    record Written(Instant at, String service, String provider, List<RecordSet> recordSets) implements FailoverEvent {
        public Written {
            recordSets = List.copyOf(recordSets);
        }

        @Override
        public Kind kind() {
            return Kind.WRITTEN;
        }

        @Override
        public String text() {
            return provider + ": "
                    + recordSets.stream().map(RecordSet::toString).collect(Collectors.joining(", "));
        }
    }

    /** @see Kind#WRITE_FAILED */
    record WriteFailed(Instant at, String service, String provider, String reason) implements FailoverEvent {
        @Override
        public Kind kind() {
            return Kind.WRITE_FAILED;
        }

        @Override
        public String text() {
            return provider + ": " + reason;
        }
    }

    /** @see Kind#ADDRESS_CHANGED */
    record AddressChanged(Instant at, String service, String site, String text) implements FailoverEvent {
        @Override
        public Kind kind() {
            return Kind.ADDRESS_CHANGED;
        }
    }

    /**
     * @param assignment what is served everywhere; empty if nothing was assigned
     * @param ended the switch that is over with it; empty if none was under way
     * @see Kind#PUBLISHED
     */
    record Published(
            Instant at, String service, Optional<Assignment> assignment, Optional<RememberedSwitch> ended, String text)
            implements FailoverEvent {
        @Override
        public Kind kind() {
            return Kind.PUBLISHED;
        }

        @Override
        public String site() {
            return assignment.map(Assignment::site).orElse("");
        }
    }

    /** @see Kind#CUT_OFF */
    record CutOff(Instant at, String service) implements FailoverEvent {
        @Override
        public Kind kind() {
            return Kind.CUT_OFF;
        }

        @Override
        public String text() {
            return "this watcher itself is cut off; it decides nothing";
        }
    }

    /** @see Kind#IN_TOUCH */
    record InTouch(Instant at, String service) implements FailoverEvent {
        @Override
        public Kind kind() {
            return Kind.IN_TOUCH;
        }

        @Override
        public String text() {
            return "this watcher is in touch with the world";
        }
    }

    /** @see Kind#RAISED */
    record Raised(Instant at, String service, Condition condition) implements FailoverEvent {
        @Override
        public Kind kind() {
            return Kind.RAISED;
        }

        @Override
        public String site() {
            return condition.subject();
        }

        @Override
        public String text() {
            return condition.sentence();
        }
    }

    /**
     * @param condition its {@link Condition#id}
     * @see Kind#CLEARED
     */
    record Cleared(Instant at, String service, String condition) implements FailoverEvent {
        @Override
        public Kind kind() {
            return Kind.CLEARED;
        }

        @Override
        public String text() {
            return condition;
        }
    }

    /** @see Kind#NOT_JOURNALLED */
    record NotJournalled(Instant at, String service, String text) implements FailoverEvent {
        @Override
        public Kind kind() {
            return Kind.NOT_JOURNALLED;
        }
    }

    /** @see Kind#BUG */
    record Bug(Instant at, String service, String text) implements FailoverEvent {
        @Override
        public Kind kind() {
            return Kind.BUG;
        }
    }
}
