package dev.failover.hetzner;

import dev.failover.component.Findings;
import dev.failover.dns.ZoneApi;
import dev.failover.http.ApiAnswer;
import dev.failover.http.ApiRequest;
import dev.failover.http.JsonApi;
import dev.failover.time.Attempts;
import dev.failover.time.Deadline;
import java.util.Map;

/**
 * Looks at token, zone and rights. Hetzner has no dry run, but refuses a token that may only read whatever it asks for. So the right to
 * write is told from a change of a record set that nobody has. For one use.
 */
final class Inspection {
    private static final String WRITE = "permission to write";

    private final JsonApi api;
    private final RecordSets sets;
    private final Attempts attempts;
    private final String zone;
    private final Findings findings;

    Inspection(ZoneApi at, RecordSets sets, Findings findings) {
        this.api = at.api();
        this.sets = sets;
        this.attempts = at.attempts();
        this.zone = at.zone();
        this.findings = findings;
    }

    void make(Deadline deadline) throws InterruptedException {
        findings.look("zone " + zone, () -> {
            sets.requireZone(deadline);
            findings.ok("zone " + zone, "found at " + api.host());
        });
        findings.look(WRITE, () -> write(deadline));
    }

    private void write(Deadline deadline) throws InterruptedException {
        ApiRequest impossible = ApiRequest.of(
                "POST", "/zones/" + zone + "/rrsets/_failover-check/TXT/actions/change_ttl", Map.of("ttl", 3600));
        ApiAnswer<Boolean> answer = attempts.make(deadline, within -> api.call(impossible, within));
        if (!(answer instanceof ApiAnswer.Refused<Boolean> refused)) {
            findings.warning(WRITE, "could not be verified, as _failover-check TXT is there; delete it");
        } else if (refused.refusal().code().equals("not_found")) {
            findings.ok(WRITE, "granted (told from a change of a record set that is not there)");
        } else {
            throw refused.exception();
        }
    }
}
