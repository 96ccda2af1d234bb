package dev.failover.route53;

import dev.failover.dns.QuotedText;
import dev.failover.dns.RecordType;

/** A record's value, as Route 53 writes it in {@code Value} and as {@link dev.failover.dns.RecordSet} has it. */
final class RecordValue {
    private RecordValue() {}

    static String write(RecordType type, String value) {
        return type == RecordType.TXT ? QuotedText.OCTAL.quote(value) : value;
    }

    static String read(RecordType type, String value) {
        return type == RecordType.TXT && value.startsWith("\"") ? QuotedText.OCTAL.unquote(value) : value;
    }
}
