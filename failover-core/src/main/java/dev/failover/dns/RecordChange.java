package dev.failover.dns;

import dev.failover.component.ConflictException;
import dev.failover.component.Excerpt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

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

    /**
     * Checks what every provider must before it changes anything: that no record set is changed twice in one call.
     *
     * @return the changed record sets
     * @throws IllegalArgumentException if one is
     */
    public static Set<RecordKey> distinctKeys(Collection<RecordChange> changes) {
        Set<RecordKey> keys = new LinkedHashSet<>();
        for (RecordChange change : changes) {
            if (!keys.add(change.key())) {
                throw new IllegalArgumentException("two changes of " + change.key());
            }
        }
        return keys;
    }

    /**
     * Checks what every provider must before it makes the first change of a call: that each record set is as expected, or as desired.
     *
     * @param zone for the message
     * @param found what is there
     * @throws ConflictException naming all that are neither
     */
    public static void requireEachPossible(
            String zone, Collection<RecordChange> changes, Function<RecordKey, Optional<RecordSet>> found) {
        List<String> conflicts = new ArrayList<>();
        for (RecordChange change : changes) {
            Optional<RecordSet> there = found.apply(change.key());
            if (!change.isMadeIn(there) && !change.isExpected(there)) {
                conflicts.add(change.contradiction(there));
            }
        }
        if (!conflicts.isEmpty()) {
            throw new ConflictException("In zone %s, %s; look again before deciding again."
                    .formatted(zone, String.join(", and ", conflicts)));
        }
    }

    /** The same change with a desired TTL that the vendor takes: the least one instead of any below it. */
    public RecordChange withTtlOfAtLeast(Duration least) {
        return desired.ttl().compareTo(least) >= 0
                ? this
                : new RecordChange(expected, new RecordSet(desired.key(), least, desired.values()));
    }

    /** Whether the values of {@code found} are the desired ones. */
    public boolean isMadeIn(Optional<RecordSet> found) {
        return found.filter(desired::sameValues).isPresent();
    }

    /** Whether the values of {@code found} are the expected ones; absence is as expected as any value. */
    public boolean isExpected(Optional<RecordSet> found) {
        return found.map(RecordSet::values).equals(expected.map(RecordSet::values));
    }

    /** How this change and what was found in its place contradict each other, as part of a sentence. */
    public String contradiction(Optional<RecordSet> found) {
        return "%s is %s, neither %s, as expected, nor %s, as desired"
                .formatted(key(), values(found), values(expected), values(Optional.of(desired)));
    }

    private static String values(Optional<RecordSet> set) {
        return set.map(present -> Excerpt.of(present.values().toString())).orElse("absent");
    }
}
