package dev.failover.route53;

import dev.failover.dns.RecordKey;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which Route 53 lists record sets: by the labels of the name, last label first, then by type (API reference,
 * {@code ListResourceRecordSets}). It saves requests; nothing that is there is taken as absent because of it.
 */
final class ListingOrder implements Comparator<RecordKey> {
    @Override
    public int compare(RecordKey one, RecordKey other) {
        int byName = path(one).compareTo(path(other));
        return byName != 0 ? byName : one.type().name().compareTo(other.type().name());
    }

    /** A separator below every character of a label puts a name before those below it. */
    private static String path(RecordKey key) {
        if (key.name().equals(RecordKey.APEX)) {
            return "";
        }
        List<String> labels = Arrays.asList(key.name().replace("*", "\\052").split("\\."));
        Collections.reverse(labels);
        return "\0" + String.join("\0", labels);
    }
}
