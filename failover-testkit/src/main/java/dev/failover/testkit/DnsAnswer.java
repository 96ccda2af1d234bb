package dev.failover.testkit;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What a server that holds a {@link ZoneContent} answers to one question. Pure. */
final class DnsAnswer {
    private static final int LARGEST_OVER_TCP = 65_535;
    /** Over UDP, to one who does not say more (RFC 1035, section 2.3.4). */
    private static final int LARGEST_OVER_UDP = 512;
    /** What this server itself takes over UDP: what passes an Ethernet unfragmented (DNS flag day 2020). */
    private static final int OWN_PAYLOAD = 1232;

    private final Message answer;
    private final ZoneContent content;

    private DnsAnswer(Message answer, ZoneContent content) {
        this.answer = answer;
        this.content = content;
    }

    /** Null for what deserves no answer: an answer, or less than a header. */
    static byte @Nullable [] to(
            byte[] asked, boolean overUdp, DnsServer.@Nullable Failure failure, ZoneContent content) {
        Message question;
        try {
            question = new Message(asked);
        } catch (IOException e) {
            return malformed(asked);
        }
        if (question.getHeader().getFlag(Flags.QR)) {
            return null;
        }
        Message answer = new Message(question.getHeader().getID());
        Header header = answer.getHeader();
        header.setFlag(Flags.QR);
        header.setOpcode(question.getHeader().getOpcode());
        if (question.getHeader().getFlag(Flags.RD)) {
            header.setFlag(Flags.RD);
        }
        Record asking = question.getQuestion();
        if (asking != null) {
            answer.addRecord(asking, Section.QUESTION);
        }
        if (failure != null) {
            header.setRcode(failure.code());
        } else if (header.getOpcode() != Opcode.QUERY) {
            header.setRcode(Rcode.NOTIMP);
        } else if (asking == null || question.getSection(Section.QUESTION).size() != 1) {
            header.setRcode(Rcode.FORMERR);
        } else {
            new DnsAnswer(answer, content).fill(asking);
        }
        OPTRecord option = question.getOPT();
        if (option != null) {
            answer.addRecord(new OPTRecord(OWN_PAYLOAD, 0, 0), Section.ADDITIONAL);
        }
        int payload = option == null ? LARGEST_OVER_UDP : Math.max(LARGEST_OVER_UDP, option.getPayloadSize());
        return wire(answer, overUdp ? payload : LARGEST_OVER_TCP);
    }

    private static byte[] wire(Message answer, int limit) {
        byte[] whole = answer.toWire(LARGEST_OVER_TCP);
        if (whole.length <= limit) {
            return whole;
        }
        // Nothing rather than a part: who sees TC must ask again over TCP anyway (RFC 2181, section 9).
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
            answer.removeAllRecords(section);
        }
        answer.getHeader().setFlag(Flags.TC);
        return answer.toWire(limit);
    }

    private static byte @Nullable [] malformed(byte[] asked) {
        if (asked.length < 12 || (asked[2] & 0x80) != 0) {
            return null;
        }
        Message answer = new Message((asked[0] & 0xFF) << 8 | asked[1] & 0xFF);
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setRcode(Rcode.FORMERR);
        return answer.toWire();
    }

    private void fill(Record asking) {
        Name name = asking.getName();
        int type = asking.getType();
        boolean transfer = type == Type.AXFR || type == Type.IXFR;
        if (!name.subdomain(content.origin()) || asking.getDClass() != DClass.IN || transfer) {
            answer.getHeader().setRcode(Rcode.REFUSED);
            return;
        }
        answer.getHeader().setFlag(Flags.AA);
        Set<Name> visited = new HashSet<>();
        // An alias is followed as long as it stays in the zone (RFC 1034, section 4.3.2), a ring of them once around.
        while (name.subdomain(content.origin()) && visited.add(name)) {
            Map<Integer, RRset> sets = content.at(name);
            RRset alias = sets.get(Type.CNAME);
            if (type == Type.ANY && !sets.isEmpty()) {
                sets.values().forEach(this::add);
                return;
            }
            if (sets.containsKey(type)) {
                add(sets.get(type));
                return;
            }
            if (alias == null) {
                answer.addRecord(content.negative(), Section.AUTHORITY);
                answer.getHeader().setRcode(content.exists(name) ? Rcode.NOERROR : Rcode.NXDOMAIN);
                return;
            }
            add(alias);
            name = ((CNAMERecord) alias.first()).getTarget();
        }
    }

    private void add(RRset set) {
        set.rrs(false).forEach(record -> answer.addRecord(record, Section.ANSWER));
    }
}
