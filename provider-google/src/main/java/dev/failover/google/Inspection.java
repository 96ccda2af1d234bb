package dev.failover.google;

import dev.failover.component.Findings;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.dns.ZoneApi;
import dev.failover.http.ApiAnswer;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Looks at zone, account and rights. Google has no dry run; but it refuses as a whole a change that takes away what is not there, and
 * before that one that the account may not make. So the right to write is told from how it refuses. For one use.
 */
final class Inspection {
    private static final RecordKey PROBE = new RecordKey("_failover-check", RecordType.TXT);
    private static final int FORBIDDEN = 403;
    private static final List<String> NEEDED = List.of(
            "dns.changes.create",
            "dns.changes.get",
            "dns.managedZones.get",
            "dns.resourceRecordSets.create",
            "dns.resourceRecordSets.delete",
            "dns.resourceRecordSets.list",
            "dns.resourceRecordSets.update");

    private final ManagedZone managed;
    private final ZoneApi at;
    private final String managedZone;
    private final String account;
    private final Findings findings;

    Inspection(ManagedZone managed, ZoneApi at, String managedZone, String account, Findings findings) {
        this.managed = managed;
        this.at = at;
        this.managedZone = managedZone;
        this.account = account;
        this.findings = findings;
    }

    void make(Deadline deadline) throws InterruptedException {
        String zone = "zone " + at.zone();
        findings.look(zone, () -> zone(zone, deadline));
        findings.look("right to read", () -> {
            managed.find(Set.of(PROBE), deadline);
            findings.ok("right to read", "granted");
        });
        findings.look("right to write", () -> write(deadline));
    }

    private void zone(String subject, Deadline deadline) throws InterruptedException {
        ManagedZone.About about = managed.about(deadline);
        if (!about.dnsName().equals(at.zone() + ".")) {
            findings.error(subject, "managed-zone %s is of another zone; set the one of this".formatted(managedZone));
        } else if (about.visibility().equals("private")) {
            findings.error(
                    subject,
                    "managed-zone %s is private: nobody outside of Google's networks sees it".formatted(managedZone));
        } else {
            findings.ok(subject, "found at " + at.api().host());
        }
    }

    private void write(Deadline deadline) throws InterruptedException {
        StoredSet nobodys = StoredSet.of(RecordSet.of(PROBE, Duration.ofSeconds(1), "nobody has this"), at.zone());
        ApiAnswer<Boolean> answer =
                at.attempts().make(deadline, within -> managed.change(List.of(nobodys), List.of(), within));
        if (answer.isRefusedWith(FORBIDDEN)) {
            List<String> missing = new ArrayList<>(NEEDED);
            missing.removeAll(managed.granted(NEEDED, deadline));
            missing.forEach(permission -> findings.error(
                    "right to write",
                    "%s lacks the permission %s; give it a role that has it".formatted(account, permission)));
            if (!missing.isEmpty()) {
                return;
            }
        }
        if (answer.isRefusedAs(GoogleDialect::isSuperseded)) {
            findings.ok("right to write", "granted (told from a change that can't be carried out)");
        } else {
            answer.orThrow();
            findings.warning(
                    "right to write", "could not be verified: the endpoint claims to have removed what nobody has");
        }
    }
}
