package dev.failover.ovh;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.time.Duration;
import java.util.Comparator;

/**
 * One record of a record set, as it is edited at OVH.
 *
 * @param id OVH's, of 64 bits; good for the moment only, as editing the zone as text renumbers all records
 * @param value as a {@link RecordSet} has it
 * @param ttl in seconds; 0 stands for the zone's default
 */
record ZoneRecord(long id, String value, long ttl) {
    static final Comparator<ZoneRecord> BY_VALUE =
            Comparator.comparing(ZoneRecord::value).thenComparing(ZoneRecord::id);

    /**
     * @param target as OVH has it
     * @throws MalformedAnswerException if it can't be a record of that type
     */
    static ZoneRecord read(RecordKey key, String zone, long id, String target, long ttl)
            throws MalformedAnswerException {
        try {
            String value = Target.read(key.type(), target, zone);
            RecordSet alone = RecordSet.of(key, Duration.ofSeconds(ttl), value);
            return new ZoneRecord(id, alone.values().iterator().next(), ttl);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new MalformedAnswerException("record " + id + " can't be of type " + key.type());
        }
    }

    /** What is sent as {@code target} for this value. */
    static String target(RecordType type, String value) {
        return Target.write(type, value);
    }
}
