package dev.failover.ovh;

import dev.failover.component.Findings;
import dev.failover.dns.ZoneApi;
import dev.failover.http.ApiAnswer;
import dev.failover.http.ApiRequest;
import dev.failover.http.Json;
import dev.failover.http.JsonApi;
import dev.failover.http.MalformedAnswerException;
import dev.failover.time.Attempts;
import dev.failover.time.Deadline;
import dev.failover.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at clock, credential, rights and zone by reading only. For one use. */
final class Inspection {
    /** Harmless here, as signatures carry the server's time; but such a clock misleads logs and certificates' dates. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(30);

    /** Time enough to notice, and to make a new key. */
    private static final Duration EXPIRES_SOON = Duration.ofDays(14);

    private final JsonApi api;
    private final Authentication authentication;
    private final Attempts attempts;
    private final ZoneRecords records;
    private final String zone;
    private final InstantSource clock;
    private final Findings findings;

    Inspection(ZoneApi at, Authentication authentication, ZoneRecords records, Findings findings) {
        this.api = at.api();
        this.authentication = authentication;
        this.attempts = at.attempts();
        this.records = records;
        this.zone = at.zone();
        this.clock = at.time();
        this.findings = findings;
    }

    void make(Deadline deadline) throws InterruptedException {
        if (authentication instanceof ApplicationKeys keys) {
            findings.look("clock", () -> clock(keys, deadline));
            findings.look("credential", () -> credential(deadline));
        } else if (authentication instanceof ServiceAccount account) {
            findings.look("credential", () -> token(account, deadline));
        }
        findings.look("zone " + zone, () -> zone(deadline));
    }

    private void clock(ApplicationKeys keys, Deadline deadline) throws InterruptedException {
        Duration ahead = attempts.make(deadline, within -> keys.time().read(within));
        if (ahead.abs().compareTo(CLOCK_TOLERANCE) > 0) {
            findings.warning(
                    "clock",
                    "this machine's clock is %s %s OVH's; signatures allow for it, but set it right (NTP)"
                            .formatted(Durations.format(ahead.abs()), ahead.isNegative() ? "ahead of" : "behind"));
        } else {
            findings.ok("clock", "within " + Durations.format(CLOCK_TOLERANCE) + " of OVH's");
        }
    }

    private void credential(Deadline deadline) throws InterruptedException {
        ApiAnswer<Json> answer = api.read(ApiRequest.get("/auth/currentCredential"), deadline, body -> body);
        if (answer.isRefusedAs(refusal -> Reason.of(refusal) == Reason.NOT_GRANTED)) {
            findings.warning(
                    "access rules",
                    "could not be verified, as consumer-key may not read its own; the rules needed are "
                            + rules(Right.needed()));
            return;
        }
        Credential credential;
        try {
            credential = Credential.read(answer.orThrow());
        } catch (MalformedAnswerException e) {
            findings.warning(
                    "credential",
                    "OVH's answer is not what it documents, so it could not be verified: " + e.getMessage());
            return;
        }
        status(credential);
        expiration(credential);
        rights(credential);
    }

    private void status(Credential credential) {
        if (credential.status().equals("validated")) {
            findings.ok("credential", "accepted by " + api.host());
        } else {
            findings.error(
                    "credential",
                    "consumer-key is " + credential.status() + ", not validated; make a new one and validate it");
        }
    }

    private void expiration(Credential credential) {
        Instant now = clock.instant();
        credential.expiration().ifPresent(end -> {
            if (!end.isAfter(now)) {
                findings.error("credential", "consumer-key expired at " + end + "; make a new one");
            } else if (end.isBefore(now.plus(EXPIRES_SOON))) {
                findings.ending(
                        "credential",
                        "consumer-key expires in " + Durations.format(Duration.between(now, end)) + ", at " + end
                                + "; make a new one before",
                        end);
            }
        });
    }

    private void rights(Credential credential) {
        List<Right> missing =
                Right.needed().filter(right -> !credential.grants(right, zone)).toList();
        missing.forEach(right -> findings.error(
                "access rules", "consumer-key lacks \"" + right.rule(zone) + "\"; make one that has it"));
        if (missing.isEmpty()) {
            boolean resizes = Right.resizing().allMatch(right -> credential.grants(right, zone));
            findings.ok(
                    "access rules",
                    resizes
                            ? "all that are needed"
                            : "enough to give existing records other values; to add or remove records, these are needed too: "
                                    + rules(Right.resizing()));
        }
    }

    private String rules(Stream<Right> rights) {
        return rights.map(right -> right.rule(zone)).collect(Collectors.joining(", "));
    }

    private void token(ServiceAccount account, Deadline deadline) throws InterruptedException {
        attempts.make(deadline, within -> {
            account.renew(within);
            return true;
        });
        findings.ok("credential", "the service account got its token");
        findings.warning(
                "IAM actions",
                "can't be verified without writing; those needed are "
                        + Right.needed().map(Right::action).distinct().collect(Collectors.joining(", ")));
    }

    /** Asks for something every zone has, by a right that is needed anyway. */
    private void zone(Deadline deadline) throws InterruptedException {
        records.list("NS", "", deadline);
        findings.ok("zone " + zone, "found at " + api.host());
    }
}
