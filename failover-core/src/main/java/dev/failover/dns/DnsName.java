package dev.failover.dns;

import dev.failover.component.Excerpt;
import java.net.IDN;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** Whole names between the library's text, without final dot, and dnsjava's. */
final class DnsName {
    private DnsName() {}

    /** @throws IllegalArgumentException if {@code text} is no DNS name */
    static Name parse(String text) {
        try {
            Name name = Name.fromString(IDN.toASCII(text, IDN.ALLOW_UNASSIGNED), Name.root);
            if (!name.equals(Name.root)) {
                return name;
            }
        } catch (TextParseException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"" + Excerpt.of(text) + "\" is not a DNS name: " + Excerpt.of(e.getMessage()));
        }
        throw new IllegalArgumentException("\"" + Excerpt.of(text) + "\" is not a DNS name");
    }

    static String text(Name name) {
        return name.toString(true);
    }
}
