package dev.failover.ovh;

import dev.failover.dns.RecordSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which edits lead from the records that are there to a record set. Records are reused, so that the usual case, one
 * address for another, is one {@code PUT} and the set is never empty; what has to go goes last.
 */
final class RecordPlan {
    private RecordPlan() {}

    /** The edits, in order; none if the values and their TTL are there already. */
    static List<Edit> edits(List<ZoneRecord> found, RecordSet desired) {
        List<Edit> edits = new ArrayList<>();
        List<Edit> sameValue = new ArrayList<>();
        List<ZoneRecord> surplus = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (ZoneRecord record : found.stream().sorted(ZoneRecord.BY_VALUE).toList()) {
            if (!seen.add(record.value())) {
                edits.add(new Edit.Delete(record));
            } else if (!desired.values().contains(record.value())) {
                surplus.add(record);
            } else if (record.ttl() != desired.ttl().toSeconds()) {
                sameValue.add(new Edit.Put(record, record.value()));
            }
        }
        List<String> missing = desired.values().stream()
                .filter(value -> !seen.contains(value))
                .sorted()
                .toList();
        int reused = Math.min(surplus.size(), missing.size());
        for (int i = 0; i < reused; i++) {
            edits.add(new Edit.Put(surplus.get(i), missing.get(i)));
        }
        missing.stream().skip(reused).map(Edit.Post::new).forEach(edits::add);
        edits.addAll(sameValue);
        surplus.stream().skip(reused).map(Edit.Delete::new).forEach(edits::add);
        return edits;
    }

    /**
     * Whether the values are the expected ones, the desired ones, or what {@link #edits} passes through between the two: an
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
}
