package dev.failover.route53;

import dev.failover.component.Finding;
import dev.failover.component.Findings;
import dev.failover.component.RejectedException;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.route53.Refusal.Reason;
import dev.failover.time.Attempts;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ChangeResourceRecordSetsRequest;
import software.amazon.awssdk.services.route53.model.GetChangeRequest;
import software.amazon.awssdk.services.route53.model.GetHostedZoneRequest;
import software.amazon.awssdk.services.route53.model.GetHostedZoneResponse;

/**
 * Looks at credentials, zone and rights. Route 53 has no dry run; but it checks rights before it checks a batch, and
 * refuses as a whole a batch that deletes what is not there. So the right to change is told from how it refuses to delete a
 * record set that nobody has. For one use.
 */
final class Inspection {
    /** A name that a policy pinned to names has to allow for the right to be verifiable. */
    static final String PROBE = "_failover-check";

    /** The longest TTL there is and an address for documentation (RFC 5737): nobody has this record set. */
    private static final RecordSet NOBODYS =
            RecordSet.of(new RecordKey(PROBE, RecordType.A), Duration.ofSeconds(Integer.MAX_VALUE), "192.0.2.1");

    private static final String NO_CHANGE = "C00000000000000000000";

    private final HostedZone hostedZone;
    private final Route53Api api;
    private final Attempts attempts;
    private final String zone;
    private final Findings findings = new Findings();

    Inspection(HostedZone hostedZone, Route53Api api, Attempts attempts, String zone) {
        this.hostedZone = hostedZone;
        this.api = api;
        this.attempts = attempts;
        this.zone = zone;
    }

    List<Finding> make(Deadline deadline) throws InterruptedException {
        List<String> ids = new ArrayList<>();
        findings.look("zone " + zone, () -> ids.add(hostedZone.id(deadline)));
        for (String id : ids) {
            findings.look("zone " + zone, () -> zone(id, deadline));
            findings.look(Action.LIST_RECORD_SETS.permission(), () -> records(id, deadline));
            findings.look(Action.CHANGE_RECORD_SETS.permission(), () -> change(id, deadline));
            findings.look(Action.GET_CHANGE.permission(), () -> getChange(deadline));
        }
        return findings.list();
    }

    private void zone(String id, Deadline deadline) throws InterruptedException {
        Answer<GetHostedZoneResponse> answer = attempts.make(
                deadline,
                within -> api.call(
                        Action.GET_ZONE,
                        within,
                        (client, settings) -> client.getHostedZone(GetHostedZoneRequest.builder()
                                .overrideConfiguration(settings)
                                .id(id)
                                .build())));
        if (answer instanceof Answer.Refused<GetHostedZoneResponse> refused
                && refused.refusal().reason() == Reason.DENIED) {
            findings.warning(
                    "zone " + zone,
                    "that " + id + " is the zone of this name could not be verified, as the policy lacks "
                            + Action.GET_ZONE.permission());
            return;
        }
        var found = answer.orThrow().hostedZone();
        if (found == null || found.name() == null) {
            throw api.unexpected(Action.GET_ZONE);
        }
        if (!RecordName.read(found.name()).equals(zone)) {
            throw new RejectedException("zone-id %s is the zone %s, not %s; set the one that belongs to zone"
                    .formatted(id, RecordName.read(found.name()), zone));
        }
        if (found.config() != null && Boolean.TRUE.equals(found.config().privateZone())) {
            throw new RejectedException(
                    "zone-id %s is a private zone, which nobody outside its networks can ask; set a public one's"
                            .formatted(id));
        }
        findings.ok("zone " + zone, "found as " + id + " at " + api.host());
    }

    private void records(String id, Deadline deadline) throws InterruptedException {
        new ZoneRecords(api, attempts, zone, id).find(NOBODYS.key(), deadline);
        findings.ok(Action.LIST_RECORD_SETS.permission(), "allowed");
    }

    private void change(String id, Deadline deadline) throws InterruptedException {
        Change impossible = Change.builder()
                .action(ChangeAction.DELETE)
                .resourceRecordSet(StoredSet.toCreate(NOBODYS, zone).listed())
                .build();
        Answer<?> answer = attempts.make(
                deadline,
                within -> api.call(
                        Action.CHANGE_RECORD_SETS,
                        within,
                        (client, settings) -> client.changeResourceRecordSets(ChangeResourceRecordSetsRequest.builder()
                                .overrideConfiguration(settings)
                                .hostedZoneId(id)
                                .changeBatch(batch -> batch.changes(impossible))
                                .build())));
        String right = Action.CHANGE_RECORD_SETS.permission();
        if (answer instanceof Answer.Refused<?> refused) {
            if (refused.refusal().reason() == Reason.INVALID_BATCH) {
                findings.ok(right, "allowed (told from a batch that can't be carried out)");
            } else if (refused.refusal().reason() == Reason.DENIED) {
                findings.error(
                        right,
                        "%s If the policy is pinned to names, it has to allow %s too for the right to be verifiable"
                                .formatted(refused.exception().getMessage(), PROBE + "." + zone));
            } else {
                throw refused.exception();
            }
        } else {
            findings.warning(
                    right, "could not be verified: the endpoint claims to have deleted a record set that nobody has");
        }
    }

    private void getChange(Deadline deadline) throws InterruptedException {
        Answer<?> answer = attempts.make(
                deadline,
                within -> api.call(
                        Action.GET_CHANGE,
                        within,
                        (client, settings) -> client.getChange(GetChangeRequest.builder()
                                .overrideConfiguration(settings)
                                .id(NO_CHANGE)
                                .build())));
        if (answer instanceof Answer.Refused<?> refused
                && refused.refusal().reason() != Reason.NO_SUCH_CHANGE
                && refused.refusal().reason() != Reason.OTHER) {
            throw refused.exception();
        }
        findings.ok(Action.GET_CHANGE.permission(), "allowed");
    }
}
