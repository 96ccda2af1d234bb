package dev.failover.dns;

import dev.failover.component.Excerpt;
import dev.failover.dns.Publication.Answer;
import dev.failover.dns.Publication.Served;
import dev.failover.dns.Publication.Silent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * Reads what a server answered about one record set: whether it can be relied on, and what it says. Decides; does nothing.
 *
 * @param zone whose server was asked
 * @param owner the whole name asked for
 * @param authoritative whether only an answer marked as authoritative counts
 */
record AuthorityAnswer(Name zone, RecordKey key, Name owner, boolean authoritative) {
    Answer read(String server, Message message) {
        int rcode = message.getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            return new Silent(server, "answered " + Rcode.string(rcode));
        }
        Optional<Name> delegated = delegation(message);
        if (delegated.isPresent()) {
            return new Silent(
                    server,
                    "is not asked for it: " + DnsName.text(delegated.get()) + " is delegated to servers of its own;"
                            + " manage it as a zone of its own");
        }
        boolean marked = message.getHeader().getFlag(Flags.AA);
        if (!marked && (authoritative || refersElsewhere(message))) {
            return new Silent(server, "is not authoritative for " + DnsName.text(zone) + " (lame)");
        }
        // With an alias in between, NXDOMAIN is about its target (RFC 6604): only what the name itself owns counts.
        try {
            return new Served(server, recordSet(message));
        } catch (IllegalArgumentException e) {
            return new Silent(server, "answered what can't be read: " + Excerpt.of(e.getMessage()));
        }
    }

    /**
     * The zone below this one that the name lies in, if the answer shows one: the owner of the NS records of a referral, or
     * of the SOA record that comes with "no such record" when the server has both zones.
     */
    private Optional<Name> delegation(Message message) {
        boolean referral = !message.getHeader().getFlag(Flags.AA)
                && message.getSection(Section.ANSWER).isEmpty();
        return message.getSection(Section.AUTHORITY).stream()
                .filter(record -> record.getType() == Type.SOA || (referral && record.getType() == Type.NS))
                .map(Record::getName)
                .filter(name -> !name.equals(zone) && name.subdomain(zone) && owner.subdomain(name))
                .findFirst();
    }

    /** Neither an answer nor a denial, but somebody else to ask. */
    private static boolean refersElsewhere(Message message) {
        List<Record> authority = message.getSection(Section.AUTHORITY);
        return message.getRcode() == Rcode.NOERROR
                && message.getSection(Section.ANSWER).isEmpty()
                && authority.stream().anyMatch(record -> record.getType() == Type.NS)
                && authority.stream().noneMatch(record -> record.getType() == Type.SOA);
    }

    private Optional<RecordSet> recordSet(Message message) {
        int type = type(key.type());
        List<Record> records = message.getSection(Section.ANSWER).stream()
                .filter(record -> record.getType() == type && record.getName().equals(owner))
                .toList();
        if (records.isEmpty()) {
            return Optional.empty();
        }
        long ttl = records.stream().mapToLong(Record::getTTL).min().orElseThrow();
        Set<String> values = records.stream().map(AuthorityAnswer::value).collect(Collectors.toUnmodifiableSet());
        return Optional.of(new RecordSet(key, Duration.ofSeconds(ttl), values));
    }

    private static String value(Record record) {
        if (record instanceof TXTRecord txt) {
            StringBuilder joined = new StringBuilder();
            for (byte[] part : txt.getStringsAsByteArrays()) {
                joined.append(new String(part, StandardCharsets.ISO_8859_1));
            }
            return new String(joined.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }
        return record.rdataToString();
    }

    static int type(RecordType type) {
        return switch (type) {
            case A -> Type.A;
            case AAAA -> Type.AAAA;
            case CNAME -> Type.CNAME;
            case TXT -> Type.TXT;
        };
    }
}
