package dev.failover.dns;

import java.util.Comparator;

/**
 * One record of a record set, at a vendor that edits records one by one.
 *
 * @param id the vendor's
 * @param value as a {@link RecordSet} has it
 * @param ttl in seconds; the vendor's word for its default, if it has one
 */
public record ListedRecord(String id, String value, long ttl) {
    static final Comparator<ListedRecord> BY_VALUE =
            Comparator.comparing(ListedRecord::value).thenComparing(ListedRecord::id);
}
