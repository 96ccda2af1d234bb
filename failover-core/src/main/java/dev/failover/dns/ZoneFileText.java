package dev.failover.dns;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Values as a zone file has them (RFC 1035, section 5.1), and vendors whose unit is the record set: text in quotes, names with final dot. */
public final class ZoneFileText {
    private ZoneFileText() {}

    /** The values of a record set, in their order. */
    public static List<String> write(RecordSet set) {
        return set.values().stream()
                .map(value -> set.key().type() == RecordType.TXT ? QuotedText.DECIMAL.quote(value) : value)
                .toList();
    }

    /**
     * The record set that values stand for. Text may lack its quotes; a name without final dot is relative to the zone.
     *
     * @param zone in the spelling of {@link ZoneName}
     * @throws dev.failover.component.RejectedException if there is none, or one does not fit the type
     */
    public static RecordSet read(RecordKey key, Duration ttl, Collection<String> values, String zone) {
        return RecordSet.found(key, zone, () -> {
            Set<String> read = new LinkedHashSet<>();
            for (String value : values) {
                read.add(
                        switch (key.type()) {
                            case A, AAAA -> value;
                            case CNAME -> value.endsWith(".") ? value : value + "." + zone + ".";
                            case TXT -> value.startsWith("\"") ? QuotedText.DECIMAL.unquote(value) : value;
                        });
            }
            return new RecordSet(key, ttl, read);
        });
    }
}
