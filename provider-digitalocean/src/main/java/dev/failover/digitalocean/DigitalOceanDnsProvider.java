package dev.failover.digitalocean;

import dev.failover.component.Findings;
import dev.failover.dns.ApiDnsProvider;
import dev.failover.dns.ApiDnsProviderBuilder;
import dev.failover.dns.RecordByRecord;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordRemover;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.dns.ZoneApi;
import dev.failover.http.ApiAnswer;
import dev.failover.time.Attempts.Attempt;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One zone at DigitalOcean, through its API (version 2, docs.digitalocean.com/reference/api).
 *
 * <p>DigitalOcean edits records one call each, knows no record sets, and can't compare, so {@link #capabilities()} is empty. {@link
 * #apply} checks every expectation, then edits record after record; between its check and its edit, another client's edit is overwritten
 * unseen. What is served is for the caller to verify at the name servers.
 *
 * <p>A TTL below 30 seconds becomes 30, DigitalOcean's least. Thread-safe; changes of one zone wait for each other in the whole process.
 */
public final class DigitalOceanDnsProvider extends ApiDnsProvider implements RecordRemover {
    /** Less is refused (neatnik/omg.lol#37; lego's provider has the same). */
    private static final Duration LEAST_TTL = Duration.ofSeconds(30);

    /** What nobody can make: its value is no address. */
    private static final RecordSet IMPOSSIBLE =
            RecordSet.of(new RecordKey("_failover-check", RecordType.A), LEAST_TTL, "192.0.2.1");

    private static final int NOT_FOUND = 404;
    private static final int UNPROCESSABLE = 422;

    private final ZoneRecords records;

    private DigitalOceanDnsProvider(ZoneApi at) {
        super(at, LEAST_TTL);
        this.records = new ZoneRecords(at.api(), at.zone());
    }

    /** A builder; its zone must be set, and a personal access token with the scopes of {@code domain}. */
    public static ApiDnsProviderBuilder<DigitalOceanDnsProvider> builder() {
        return new ApiDnsProviderBuilder<>(
                "https://api.digitalocean.com/v2",
                "a personal access token",
                DigitalOceanDialect::new,
                DigitalOceanDnsProvider::new);
    }

    @Override
    protected Optional<RecordSet> find(RecordKey key, Deadline deadline) throws InterruptedException {
        return RecordByRecord.recordSet(key, zone(), records.find(key, deadline));
    }

    @Override
    protected void make(List<RecordChange> changes, Deadline deadline) throws InterruptedException {
        changing().make(changes, at().attempts(), deadline);
    }

    @Override
    public void remove(Collection<RecordSet> recordSets, Duration timeout) throws InterruptedException {
        change(timeout, deadline -> changing().remove(recordSets, at().attempts(), deadline));
    }

    private RecordByRecord changing() {
        return new RecordByRecord(records, zone(), "Part of the changes to zone " + zone() + " may have been made.");
    }

    /** Rights are told from changes that can't be made: scopes are looked at first. */
    @Override
    protected void inspect(Findings findings, Deadline deadline) throws InterruptedException {
        findings.look("zone " + zone(), () -> {
            records.find(IMPOSSIBLE.key(), deadline);
            findings.ok("zone " + zone(), "found at " + at().api().host());
        });
        right(findings, "update", within -> records.update("1", IMPOSSIBLE, "no address", within), deadline);
        right(findings, "create", within -> records.create(IMPOSSIBLE, "no address", within), deadline);
    }

    private void right(Findings findings, String right, Attempt<ApiAnswer<Boolean>> attempt, Deadline deadline)
            throws InterruptedException {
        String scope = "scope domain:" + right;
        findings.look(scope, () -> {
            ApiAnswer<Boolean> answer = at().attempts().make(deadline, attempt);
            if (answer.isRefusedWith(NOT_FOUND) || answer.isRefusedWith(UNPROCESSABLE)) {
                findings.ok(scope, "granted (told from a change that can't be made)");
            } else {
                answer.orThrow();
                findings.warning(scope, "could not be verified: a change was taken that can't be made");
            }
        });
    }
}
