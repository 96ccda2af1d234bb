package dev.failover.route53;

import dev.failover.dns.QuotedText;
import dev.failover.dns.RecordKey;
import java.util.Locale;

/** A record set's whole name, as Route 53 writes it and as the library does. */
final class RecordName {
    private RecordName() {}

    /** What Route 53 is asked for: {@code www.example.com.}. */
    static String write(RecordKey key, String zone) {
        return key.in(zone) + ".";
    }

    /** A listed name without final dot and without escapes: an asterisk comes as {@code \052}. */
    static String read(String listed) {
        return QuotedText.OCTAL.unescape(listed).toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    }
}
