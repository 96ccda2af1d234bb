package dev.failover.ovh;

import dev.failover.dns.QuotedText;
import dev.failover.dns.RecordEdit.ListedRecord;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.http.MalformedAnswerException;
import java.time.Duration;

/** A record's value, as OVH writes it in {@code target} and as {@link RecordSet} has it. */
final class Target {
    private Target() {}

    /** Names keep their final dot: without it OVH takes them as relative to the zone. */
    static String write(RecordType type, String value) {
        return type == RecordType.TXT && needsQuotes(value)
                ? '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                : value;
    }

    /** OVH puts quotes around text by itself, but can't know what a quote or a space at the end was meant to be. */
    private static boolean needsQuotes(String value) {
        return value.indexOf('"') >= 0 || value.indexOf('\\') >= 0 || !value.equals(value.strip());
    }

    static String read(RecordType type, String target, String zone) {
        return switch (type) {
            case A, AAAA -> target;
            case CNAME -> target.endsWith(".") ? target : target + "." + zone + ".";
            case TXT -> target.startsWith("\"") ? QuotedText.DECIMAL.unquote(target) : target;
        };
    }

    /**
     * A record with its value in canonical form.
     *
     * @param target as OVH has it
     * @throws MalformedAnswerException if it can't be a record of that type
     */
    static ListedRecord record(RecordKey key, String zone, long id, String target, long ttl)
            throws MalformedAnswerException {
        try {
            RecordSet alone = RecordSet.of(key, Duration.ofSeconds(ttl), read(key.type(), target, zone));
            return new ListedRecord(Long.toString(id), alone.values().iterator().next(), ttl);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new MalformedAnswerException("record " + id + " can't be of type " + key.type());
        }
    }
}
