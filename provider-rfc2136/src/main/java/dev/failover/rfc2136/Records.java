package dev.failover.rfc2136;

import dev.failover.dns.QuotedText;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Record sets as dnsjava's records. */
final class Records {
    private Records() {}

    static int type(RecordType type) {
        return switch (type) {
            case A -> Type.A;
            case AAAA -> Type.AAAA;
            case CNAME -> Type.CNAME;
            case TXT -> Type.TXT;
        };
    }

    /** @throws IllegalArgumentException if it is no name */
    static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a DNS name: " + e.getMessage(), e);
        }
    }

    static Name owner(RecordKey key, String zone) {
        return name(key.in(zone));
    }

    /** One record per value. */
    static List<Record> of(RecordSet recordSet, String zone, long ttl) {
        Name owner = owner(recordSet.key(), zone);
        List<Record> records = new ArrayList<>();
        for (String value : recordSet.values()) {
            records.add(
                    switch (recordSet.key().type()) {
                        case A -> new ARecord(owner, DClass.IN, ttl, address(value));
                        case AAAA -> new AAAARecord(owner, DClass.IN, ttl, address(value));
                        case CNAME -> new CNAMERecord(owner, DClass.IN, ttl, name(value));
                        case TXT -> new TXTRecord(owner, DClass.IN, ttl, QuotedText.DECIMAL.strings(value));
                    });
        }
        return records;
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal + " is not an address", e);
        }
    }
}
