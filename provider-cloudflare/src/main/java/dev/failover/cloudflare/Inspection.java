package dev.failover.cloudflare;

import dev.failover.component.Findings;
import dev.failover.component.RejectedException;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import dev.failover.dns.ZoneApi;
import dev.failover.http.ApiAnswer;
import dev.failover.http.ApiRequest;
import dev.failover.http.JsonApi;
import dev.failover.time.Attempts;
import dev.failover.time.Deadline;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks at zone, token and rights. Cloudflare has no dry run; but it checks rights before it looks at a batch, and refuses as a whole a
 * batch that deletes what is not there. So the right to write is told from how it refuses to delete a record that nobody has. For one
 * use.
 */
final class Inspection {
    private static final RecordKey PROBE = new RecordKey("_failover-check", RecordType.TXT);

    /** Ids are random; no record has this one. */
    private static final Map<String, ?> IMPOSSIBLE = Map.of("deletes", List.of(Map.of("id", "0".repeat(32))));

    private static final String WRITE = "permission DNS Write";

    private final JsonApi api;
    private final ZoneRecords records;
    private final Attempts attempts;
    private final String zone;
    private final Findings findings;

    Inspection(ZoneApi at, ZoneRecords records, Findings findings) {
        this.api = at.api();
        this.records = records;
        this.attempts = at.attempts();
        this.zone = at.zone();
        this.findings = findings;
    }

    void make(Deadline deadline) throws InterruptedException {
        findings.look("zone " + zone, () -> zone(deadline));
        findings.look("permission DNS Read", () -> {
            records.find(Set.of(PROBE), deadline);
            findings.ok("permission DNS Read", "granted");
        });
        findings.look(WRITE, () -> write(deadline));
    }

    private void zone(Deadline deadline) throws InterruptedException {
        String id = records.zoneId(deadline);
        ApiAnswer<String> name = api.read(
                ApiRequest.get("/zones/" + ApiRequest.encoded(id)),
                deadline,
                body -> ZoneRecords.result(body).get("name").text());
        if (name.isRefusedAs(Code::isDenied)) {
            findings.warning(
                    "zone " + zone,
                    "that it has the id %s could not be verified, as token lacks the permission Zone Read"
                            .formatted(id));
        } else if (!name.orThrow().equals(zone)) {
            throw new RejectedException(
                    "zone-id belongs to another zone than %s; set the one that its overview shows".formatted(zone));
        } else {
            findings.ok("zone " + zone, "found at " + api.host());
        }
    }

    private void write(Deadline deadline) throws InterruptedException {
        ApiAnswer<Boolean> answer = attempts.make(deadline, within -> records.change(IMPOSSIBLE, within));
        if (answer.isRefusedAs(refusal -> refusal.code().equals(Code.NO_SUCH_RECORD))) {
            findings.ok(WRITE, "granted (told from a batch that can't be carried out)");
        } else {
            answer.orThrow();
            findings.warning(
                    WRITE, "could not be verified: the endpoint claims to have deleted a record that nobody has");
        }
    }
}
