package dev.failover.journal;

import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What led from one state to the next.
 *
 * @param text one sentence for a human
 * @param facts what it was decided from: short names to short values
 */
public record JournalEvent(Instant at, Kind kind, String text, Map<String, String> facts) {
    /** What can lead to another state, or is worth a line although it leads to none. */
    public enum Kind {
        /** What is served was taken as decided. */
        ADOPTED,
        /** Another site was decided on. */
        SWITCHED,
        /** A human's choice of the active site was remembered. */
        HELD,
        /** A human's request was turned down. */
        REFUSED,
        /** What somebody else put in the zones is ours to replace. */
        ACCEPTED,
        /** Record sets are about to be put in place. */
        INTENDING,
        /** A provider took them. */
        WRITTEN,
        /** A provider did not. */
        WRITE_FAILED,
        /** Every server gives what was decided. */
        PUBLISHED,
        /** What was written before can't take effect any more. */
        EXPIRED,
        /** What humans should know of became another. */
        CONDITIONS,
        /** Humans were told what an application found out. */
        TOLD,
        /** Automatic switching stopped after too many switches. */
        LATCHED,
        /** A human stopped automatic writes. */
        PAUSED,
        /** A human approved of a switch beforehand. */
        APPROVED,
        /** A human ended a pause or a latch. */
        RESUMED,
        /** A drill or a restore test was passed, is asked for from now on, or is too long ago. */
        TRIED,
        /** A human knows of what is the case. */
        ACKNOWLEDGED,
        /** A human has a site replaced that was left. */
        REPLACING,
        /** Something that a later version of this library wrote down; the text begins with its word. */
        OTHER;

        /** How the journal calls it: {@code write-failed}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The kind that the journal calls so; empty if this version knows none. */
        public static Optional<Kind> named(String word) {
            return Stream.of(values())
                    .filter(kind -> kind.toString().equals(word))
                    .findFirst();
        }
    }

    public JournalEvent {
        facts = Collections.unmodifiableMap(new TreeMap<>(facts));
    }
}
