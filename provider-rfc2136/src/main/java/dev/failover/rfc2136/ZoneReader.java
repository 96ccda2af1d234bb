package dev.failover.rfc2136;

import dev.failover.component.RejectedException;
import dev.failover.dns.Publication.Answer;
import dev.failover.dns.Publication.Served;
import dev.failover.dns.Publication.Silent;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.time.Deadline;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/** Asks the primary server what the zone has. Immutable; asking blocks. */
final class ZoneReader {
    /** What passes through every network unfragmented, by the DNS operators' agreement of 2020 ("flag day"). */
    private static final int EDNS_BYTES = 1232;

    private static final String WILDCARD = "*";

    /**
     * What was found under a name and type.
     *
     * @param records as the server has them: how a text is cut into strings, or a name spelled, is not in the record set
     */
    record Found(Optional<RecordSet> recordSet, List<Record> records) {
        static final Found NOTHING = new Found(Optional.empty(), List.of());
    }

    private final PrimaryServer server;
    private final String zone;

    ZoneReader(PrimaryServer server, String zone) {
        this.server = server;
        this.zone = zone;
    }

    /** What the zone has under exactly this name and type; what a wildcard gives there does not count. */
    Found find(RecordKey key, Deadline deadline) throws InterruptedException {
        Found served = served(key, deadline);
        if (served.recordSet().isPresent() && mayBeWildcard(key, deadline) && !exists(key, deadline)) {
            return Found.NOTHING;
        }
        return served;
    }

    /** What the server answers when asked for this name and type, a wildcard's answer included. */
    Found served(RecordKey key, Deadline deadline) throws InterruptedException {
        Name owner = Records.owner(key, zone);
        int type = Records.type(key.type());
        Reply reply = ask(owner, type, key.toString(), deadline);
        Answer answer = server.exchange().read(reply.wire(), zone, key);
        if (answer instanceof Silent silent) {
            throw new RejectedException("%s, asked for %s of zone %s, %s; check server and zone"
                    .formatted(server, key, zone, silent.reason()));
        }
        List<Record> records = reply.message().getSection(Section.ANSWER).stream()
                .filter(record -> record.getType() == type && record.getName().equals(owner))
                .toList();
        return new Found(((Served) answer).recordSet(), records);
    }

    /** The zone's SOA record, by an authoritative answer. */
    SOARecord soa(Deadline deadline) throws InterruptedException {
        return soa(askForSoa(deadline));
    }

    Reply askForSoa(Deadline deadline) throws InterruptedException {
        return ask(Records.name(zone), Type.SOA, "the SOA record", deadline);
    }

    SOARecord soa(Reply reply) {
        return reply.message().getSection(Section.ANSWER).stream()
                .filter(record -> record instanceof SOARecord
                        && record.getName().equals(Records.name(zone))
                        && reply.message().getHeader().getFlag(Flags.AA))
                .map(SOARecord.class::cast)
                .findFirst()
                .orElseThrow(() -> new RejectedException(
                        server + " is not authoritative for zone " + zone + "; check server and zone"));
    }

    private Reply ask(Name name, int type, String asked, Deadline deadline) throws InterruptedException {
        Message question = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        question.getHeader().unsetFlag(Flags.RD);
        question.addRecord(new OPTRecord(EDNS_BYTES, 0, 0), Section.ADDITIONAL);
        Reply reply = server.ask(new Request(question), deadline);
        int rcode = reply.rcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            throw Refusal.ofQuestion(server, zone, asked, rcode);
        }
        return reply;
    }

    /**
     * Whether a wildcard would answer for this name if it did not exist: then one answers for an asterisk beside it too, be it
     * the wildcard itself or one further up (RFC 4592, section 3.3.1).
     */
    private boolean mayBeWildcard(RecordKey key, Deadline deadline) throws InterruptedException {
        String name = key.name();
        if (name.equals(RecordKey.APEX) || name.startsWith(WILDCARD)) {
            return false;
        }
        int dot = name.indexOf('.');
        RecordKey beside = new RecordKey(dot < 0 ? WILDCARD : WILDCARD + name.substring(dot), key.type());
        return served(beside, deadline).recordSet().isPresent();
    }

    /** Asks by an update without changes: prerequisites look at what the zone has, and know no wildcards. */
    private boolean exists(RecordKey key, Deadline deadline) throws InterruptedException {
        Update question = new Update(Records.name(zone));
        question.present(Records.owner(key, zone), Records.type(key.type()));
        int rcode = server.ask(new Request(question), deadline).rcode();
        if (rcode != Rcode.NOERROR && !Refusal.isUnmet(rcode)) {
            throw Refusal.ofUpdate(server, zone, key + " (nothing, to tell it from a wildcard's answer)", rcode);
        }
        return rcode == Rcode.NOERROR;
    }
}
