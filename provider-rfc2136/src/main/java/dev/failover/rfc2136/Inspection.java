package dev.failover.rfc2136;

import dev.failover.component.ComponentException;
import dev.failover.component.Finding;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.time.Deadline;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Update;

/** Looks at server, zone, key, clock and right without changing anything. For one use. */
final class Inspection {
    /** A tenth of what signatures are good for. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(30);

    /** A name that nobody has, for the right to change any name. */
    private static final RecordKey ANY_NAME = new RecordKey("_failover-check", RecordType.A);

    private final PrimaryServer server;
    private final ZoneReader reader;
    private final String zone;
    private final List<RecordKey> records;
    private final List<Finding> findings = new ArrayList<>();

    /** @param records what the right to change is looked at for; empty for a name that nobody has */
    Inspection(PrimaryServer server, ZoneReader reader, String zone, List<RecordKey> records) {
        this.server = server;
        this.reader = reader;
        this.zone = zone;
        this.records = records;
    }

    List<Finding> make(Deadline deadline) throws InterruptedException {
        String subject = "zone " + zone;
        try {
            Reply reply = reader.askForSoa(deadline);
            findings.add(Finding.ok(
                    subject,
                    "served by " + server + ", serial number "
                            + reader.soa(reply).getSerial()));
            key();
            reply.ahead().ifPresent(this::clock);
            subject = "update right";
            rights(deadline);
        } catch (ComponentException e) {
            findings.add(Finding.error(subject, e.getMessage()));
        }
        return List.copyOf(findings);
    }

    private void key() {
        findings.add(server.key()
                .map(key -> Finding.ok("tsig-name", "key " + key + " is accepted"))
                .orElseGet(() -> Finding.warning(
                        "unsigned",
                        "messages are not signed, so anybody on the way can change them or forge answers;"
                                + " give the server a key, unless it is on this machine")));
    }

    private void clock(Duration ahead) {
        if (ahead.abs().compareTo(CLOCK_TOLERANCE) <= 0) {
            findings.add(Finding.ok(
                    "clock",
                    "the server's signature has this machine's time, within " + Durations.format(CLOCK_TOLERANCE)
                            + " (PowerDNS repeats the asker's time, so there that says nothing)"));
        } else {
            findings.add(Finding.warning(
                    "clock",
                    "this machine's clock is %s %s the server's, and from 5m on its signatures are refused; set it right (NTP)"
                            .formatted(Durations.format(ahead.abs()), ahead.isNegative() ? "ahead of" : "behind")));
        }
    }

    private void rights(Deadline deadline) throws InterruptedException {
        if (!records.isEmpty()) {
            for (RecordKey key : records) {
                int rcode = probe(key, deadline);
                findings.add(
                        Refusal.isForbidden(rcode)
                                ? Finding.error(
                                        "update right",
                                        Refusal.ofUpdate(server, zone, key.toString(), rcode)
                                                .getMessage())
                                : verdict(key.toString(), rcode));
            }
            return;
        }
        int rcode = probe(ANY_NAME, deadline);
        findings.add(
                Refusal.isForbidden(rcode)
                        ? Finding.warning(
                                "update right",
                                "%s does not let %s change any name it likes in zone %s; if it is granted single names, list them as"
                                                .formatted(server, who(), zone)
                                        + " check-records (\"www A\") and they are looked at, otherwise grant them")
                        : verdict("any name", rcode));
    }

    private String who() {
        return server.key().map(key -> "key " + key).orElse("this address");
    }

    private Finding verdict(String changed, int rcode) {
        if (Refusal.isUnmet(rcode)) {
            return Finding.ok("update right", "%s may change %s of zone %s".formatted(who(), changed, zone));
        }
        if (rcode == Rcode.NOERROR) {
            return Finding.error(
                    "update right",
                    server + " accepted an update whose prerequisites contradict each other: it ignores prerequisites,"
                            + " so changes of others would be overwritten; use another server");
        }
        return Finding.error(
                "update right", Refusal.ofUpdate(server, zone, changed, rcode).getMessage());
    }

    /**
     * Sends an update that can't take effect, as it wants a record set to be both there and not there; and that would change
     * nothing if it did, as it deletes a value nobody has. Servers that look at rights first refuse it, or say that a
     * prerequisite is not met.
     */
    private int probe(RecordKey key, Deadline deadline) throws InterruptedException {
        Update update = new Update(Records.name(zone));
        Name owner = Records.owner(key, zone);
        int type = Records.type(key.type());
        update.present(owner, type);
        update.absent(owner, type);
        for (Record record : Records.of(RecordSet.of(key, Duration.ZERO, nobodys(key.type())), zone, 0)) {
            update.delete(record);
        }
        return server.ask(new Request(update), deadline).rcode();
    }

    private static String nobodys(RecordType type) {
        return switch (type) {
            case A -> "0.0.0.0";
            case AAAA -> "::";
            case CNAME -> "failover-check.invalid.";
            case TXT -> "failover-check";
        };
    }
}
