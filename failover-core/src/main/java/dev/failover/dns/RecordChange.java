package dev.failover.dns;

import java.util.Optional;

/**
 * A record set to be put in place of what is expected to be there. Values are compared, TTLs are not ({@link
 * RecordSet#sameValues}). There is no change that removes: a managed name is never absent through us.
 *
 * @param expected what is there now; empty if nothing of that name and type is
 */
public record RecordChange(Optional<RecordSet> expected, RecordSet desired) {
    /** @throws IllegalArgumentException if both are not of the same name and type */
    public RecordChange {
        if (expected.isPresent() && !expected.get().key().equals(desired.key())) {
            throw new IllegalArgumentException(
                    "a change keeps its name and type: " + expected.get().key() + " is not " + desired.key());
        }
    }

    public static RecordChange replace(RecordSet expected, RecordSet desired) {
        return new RecordChange(Optional.of(expected), desired);
    }

    public static RecordChange create(RecordSet desired) {
        return new RecordChange(Optional.empty(), desired);
    }

    public RecordKey key() {
        return desired.key();
    }
}
