package dev.failover.testkit;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;

/** What a zone holds at one moment. Immutable. */
final class ZoneContent {
    private static final long SOA_TTL = 3600;
    /** Seconds a "there is no such name" may be kept (RFC 2308, section 5): short, as tests ask before and after. */
    private static final long NEGATIVE_TTL = 1;
    /** A character string of TXT is at most so long (RFC 1035, section 3.3). */
    private static final int LONGEST_STRING = 255;

    private final String zone;
    private final Name origin;
    private final List<Record> own;
    private final Map<RecordKey, RecordSet> recordSets;
    private final Map<Name, Map<Integer, RRset>> served;
    private final long serial;

    private ZoneContent(String zone, Name origin, List<Record> own, Map<RecordKey, RecordSet> recordSets, long serial) {
        this.zone = zone;
        this.origin = origin;
        this.own = own;
        this.recordSets = recordSets;
        this.serial = serial;
        this.served = serve();
    }

    static ZoneContent empty(String zone, List<String> nameServers, List<String> exchangers, InetAddress address) {
        try {
            Name origin = Name.fromString(zone, Name.root);
            List<Record> own = new ArrayList<>();
            for (String server : nameServers) {
                own.add(new NSRecord(origin, DClass.IN, SOA_TTL, Name.fromString(server, Name.root)));
            }
            if (nameServers.isEmpty()) {
                Name server = Name.fromString("ns", origin);
                own.add(new NSRecord(origin, DClass.IN, SOA_TTL, server));
                own.add(
                        address instanceof Inet4Address
                                ? new ARecord(server, DClass.IN, SOA_TTL, address)
                                : new AAAARecord(server, DClass.IN, SOA_TTL, address));
            }
            for (String exchanger : exchangers) {
                own.add(new MXRecord(origin, DClass.IN, SOA_TTL, 10, Name.fromString(exchanger, Name.root)));
            }
            return new ZoneContent(zone, origin, List.copyOf(own), Map.of(), 1);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("\"" + zone + "\" is not a zone's name: " + e.getMessage(), e);
        }
    }

    ZoneContent with(RecordSet recordSet) {
        Map<RecordKey, RecordSet> next = new LinkedHashMap<>(recordSets);
        next.put(recordSet.key(), recordSet);
        return next(next);
    }

    /** With a record of a type that is not managed. */
    ZoneContent with(String name, int type, String data) {
        try {
            List<Record> more = new ArrayList<>(own);
            more.add(Record.fromString(Name.fromString(name, origin), type, DClass.IN, SOA_TTL, data, origin));
            return new ZoneContent(zone, origin, List.copyOf(more), recordSets, serial + 1);
        } catch (IOException e) {
            throw new IllegalArgumentException("\"" + data + "\" is no record's data", e);
        }
    }

    ZoneContent without(RecordKey key) {
        Map<RecordKey, RecordSet> next = new LinkedHashMap<>(recordSets);
        next.remove(key);
        return next(next);
    }

    ZoneContent replacedBy(Collection<RecordSet> all) {
        Map<RecordKey, RecordSet> next = new LinkedHashMap<>();
        all.forEach(recordSet -> next.put(recordSet.key(), recordSet));
        return next(next);
    }

    private ZoneContent next(Map<RecordKey, RecordSet> next) {
        return new ZoneContent(zone, origin, own, next, serial + 1);
    }

    String zone() {
        return zone;
    }

    Name origin() {
        return origin;
    }

    long serial() {
        return serial;
    }

    Optional<RecordSet> find(RecordKey key) {
        return Optional.ofNullable(recordSets.get(key));
    }

    /** What is served under a name, by type; empty if nothing is. */
    Map<Integer, RRset> at(Name name) {
        return served.getOrDefault(name, Map.of());
    }

    /** Whether a name exists, be it only because another one below it does (RFC 8020). */
    boolean exists(Name name) {
        return served.keySet().stream().anyMatch(known -> known.subdomain(name));
    }

    /** The SOA record as it goes with "there is no such thing". */
    Record negative() {
        return soa(NEGATIVE_TTL);
    }

    private Record soa(long ttl) {
        Name server = own.stream()
                .filter(NSRecord.class::isInstance)
                .map(record -> ((NSRecord) record).getTarget())
                .findFirst()
                .orElse(origin);
        return new SOARecord(
                origin, DClass.IN, ttl, server, concatenated("hostmaster"), serial, 3600, 600, 86_400, NEGATIVE_TTL);
    }

    private Name concatenated(String label) {
        try {
            return Name.fromString(label, origin);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("\"" + label + "\" does not fit below " + zone, e);
        }
    }

    private Map<Name, Map<Integer, RRset>> serve() {
        Map<Name, Map<Integer, RRset>> byName = new LinkedHashMap<>();
        add(byName, soa(SOA_TTL));
        own.forEach(record -> add(byName, record));
        recordSets.values().forEach(recordSet -> records(recordSet).forEach(record -> add(byName, record)));
        return byName;
    }

    private static void add(Map<Name, Map<Integer, RRset>> byName, Record record) {
        byName.computeIfAbsent(record.getName(), name -> new LinkedHashMap<>())
                .computeIfAbsent(record.getType(), type -> new RRset())
                .addRR(record);
    }

    private List<Record> records(RecordSet recordSet) {
        RecordKey key = recordSet.key();
        Name name = key.name().equals(RecordKey.APEX) ? origin : concatenated(key.name());
        long ttl = recordSet.ttl().toSeconds();
        List<Record> records = new ArrayList<>();
        for (String value : recordSet.values()) {
            try {
                records.add(
                        switch (key.type()) {
                            case A -> new ARecord(name, DClass.IN, ttl, InetAddress.getByName(value));
                            case AAAA -> new AAAARecord(name, DClass.IN, ttl, InetAddress.getByName(value));
                            case CNAME -> new CNAMERecord(name, DClass.IN, ttl, Name.fromString(value, Name.root));
                            case TXT -> new TXTRecord(name, DClass.IN, ttl, strings(value));
                        });
            } catch (IOException e) {
                throw new IllegalArgumentException(recordSet + " can't be served: " + e.getMessage(), e);
            }
        }
        return records;
    }

    /** A text cut into character strings, each byte that master files treat specially written as its number (RFC 1035, section 5.1). */
    private static List<String> strings(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<String> strings = new ArrayList<>();
        for (int from = 0; from == 0 || from < bytes.length; from += LONGEST_STRING) {
            StringBuilder string = new StringBuilder();
            for (int i = from; i < Math.min(bytes.length, from + LONGEST_STRING); i++) {
                boolean plain = bytes[i] >= ' ' && bytes[i] != '\\' && bytes[i] != '"' && bytes[i] != 0x7F;
                string.append(
                        plain
                                ? String.valueOf((char) bytes[i])
                                : String.format(Locale.ROOT, "\\%03d", bytes[i] & 0xFF));
            }
            strings.add(string.toString());
        }
        return strings;
    }
}
