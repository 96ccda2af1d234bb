package dev.failover.dns;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One edit of one record, at a vendor that edits records one by one and knows them by ids. Records are reused, so that the usual
 * case, one address for another, is one edit and the set is never empty; what has to go goes last.
 */
public sealed interface RecordEdit {
    /** Gives an existing record this value, and the desired TTL. */
    record Put(ListedRecord record, String value) implements RecordEdit {}

    /** Adds a record of this value. */
    record Post(String value) implements RecordEdit {}

    /** Takes a record away. */
    record Delete(ListedRecord record) implements RecordEdit {}

    /**
     * The edits that lead from the records that are there to a record set, in their order; none if its values and TTL are there.
     *
     * @param found the records of the same name and type
     */
    static List<RecordEdit> between(List<ListedRecord> found, RecordSet desired) {
        List<RecordEdit> edits = new ArrayList<>();
        List<RecordEdit> sameValue = new ArrayList<>();
        List<ListedRecord> surplus = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (ListedRecord record : found.stream().sorted(ListedRecord.BY_VALUE).toList()) {
            if (!seen.add(record.value())) {
                edits.add(new Delete(record));
            } else if (!desired.values().contains(record.value())) {
                surplus.add(record);
            } else if (record.ttl() != desired.ttl().toSeconds()) {
                sameValue.add(new Put(record, record.value()));
            }
        }
        List<String> missing = desired.values().stream()
                .filter(value -> !seen.contains(value))
                .sorted()
                .toList();
        int reused = Math.min(surplus.size(), missing.size());
        for (int i = 0; i < reused; i++) {
            edits.add(new Put(surplus.get(i), missing.get(i)));
        }
        missing.stream().skip(reused).map(Post::new).forEach(edits::add);
        edits.addAll(sameValue);
        surplus.stream().skip(reused).map(Delete::new).forEach(edits::add);
        return edits;
    }

    /**
     * Whether the values are the expected ones, the desired ones, or what {@link #between} passes through between the two: an
     * earlier call may have been cut off halfway, and its repetition must not take its own work for a stranger's.
     */
    static boolean isOnTheWay(Set<String> values, Set<String> expected, Set<String> desired) {
        if (values.equals(desired)) {
            return true;
        }
        Set<String> reached = new HashSet<>(expected);
        List<String> surplus = sortedDifference(expected, desired);
        List<String> missing = sortedDifference(desired, expected);
        for (int i = 0; i < Math.max(surplus.size(), missing.size()); i++) {
            if (values.equals(reached)) {
                return true;
            }
            if (i < surplus.size()) {
                reached.remove(surplus.get(i));
            }
            if (i < missing.size()) {
                reached.add(missing.get(i));
            }
        }
        return false;
    }

    private static List<String> sortedDifference(Set<String> from, Set<String> without) {
        Set<String> rest = new TreeSet<>(from);
        rest.removeAll(without);
        return List.copyOf(rest);
    }

    /**
     * One record of a record set, at a vendor that edits records one by one.
     *
     * @param id the vendor's
     * @param value as a {@link RecordSet} has it
     * @param ttl in seconds; the vendor's word for its default, if it has one
     */
    record ListedRecord(String id, String value, long ttl) {
        static final Comparator<ListedRecord> BY_VALUE =
                Comparator.comparing(ListedRecord::value).thenComparing(ListedRecord::id);
    }
}
