package dev.failover.externaldns;

import dev.failover.component.Findings;
import dev.failover.dns.ApiDnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordRemover;
import dev.failover.dns.RecordSet;
import dev.failover.dns.ZoneApi;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One zone behind a server of external-dns's webhook protocol, version 1 (kubernetes-sigs.github.io/external-dns, Webhook provider):
 * external-dns itself, or one of the many that others wrote for their vendors.
 *
 * <p>The protocol promises nothing about how changes are made, so {@link #capabilities()} is empty, and it is for the server whether a
 * record set is absent while it is replaced. What is served is for the caller to verify at the name servers. The server says which TTL
 * it takes. A TTL of zero in what is found means that it does not say.
 *
 * <p>Thread-safe; changes of one zone wait for each other in the whole process.
 */
public final class WebhookDnsProvider extends ApiDnsProvider implements RecordRemover {
    private final WebhookServer server;

    WebhookDnsProvider(ZoneApi at) {
        // The server adjusts what its vendor does not take.
        super(at, Duration.ZERO);
        this.server = new WebhookServer(at.api(), at.zone());
    }

    /** A builder; its zone must be set. */
    public static WebhookDnsProviderBuilder builder() {
        return new WebhookDnsProviderBuilder();
    }

    @Override
    protected Optional<RecordSet> find(RecordKey key, Deadline deadline) throws InterruptedException {
        return Optional.ofNullable(server.list(List.of(key), deadline).get(key)).map(Endpoint::set);
    }

    /** A request whose answer was lost may have been carried out: each attempt begins with a look. */
    @Override
    protected void make(List<RecordChange> changes, Deadline deadline) throws InterruptedException {
        at().attempts().make(deadline, within -> {
            attempt(changes, within);
            return true;
        });
    }

    private void attempt(List<RecordChange> changes, Deadline deadline) throws InterruptedException {
        Map<RecordKey, Endpoint> found = server.list(RecordChange.distinctKeys(changes), deadline);
        RecordChange.requireEachPossible(
                zone(), changes, key -> Optional.ofNullable(found.get(key)).map(Endpoint::set));
        List<Endpoint> missing = new ArrayList<>();
        for (RecordChange change : changes) {
            Endpoint there = found.get(change.key());
            if (there == null) {
                missing.add(new Endpoint(change.desired(), Map.of()));
            } else if (!there.is(change.desired())) {
                missing.add(there.with(change.desired()));
            }
        }
        List<Endpoint> create = new ArrayList<>();
        List<Endpoint> old = new ArrayList<>();
        List<Endpoint> made = new ArrayList<>();
        for (Endpoint each : missing.isEmpty() ? missing : server.adjust(missing, deadline)) {
            Endpoint there = found.get(each.set().key());
            if (there == null) {
                create.add(each);
            } else if (!there.is(each.set())) {
                old.add(there);
                made.add(each);
            }
        }
        if (!create.isEmpty() || !made.isEmpty()) {
            server.apply(create, old, made, deadline);
        }
    }

    @Override
    public void remove(Collection<RecordSet> recordSets, Duration timeout) throws InterruptedException {
        change(
                timeout,
                deadline -> at().attempts().make(deadline, within -> {
                    List<RecordKey> keys = there(recordSets, within).stream()
                            .map(RecordSet::key)
                            .toList();
                    if (!keys.isEmpty()) {
                        // As the server has them: what it added of its vendor's is a part of them.
                        server.remove(List.copyOf(server.list(keys, within).values()), within);
                    }
                    return true;
                }));
    }

    @Override
    protected void inspect(Findings findings, Deadline deadline) throws InterruptedException {
        findings.look("webhook", () -> greet(findings, deadline));
        findings.look("zone " + zone(), () -> {
            if (server.hasZone(deadline)) {
                findings.ok("zone " + zone(), "found at " + at().api().host());
            } else {
                findings.warning(
                        "zone " + zone(),
                        "the server at %s lists no record of it; is it a zone of that server's?"
                                .formatted(at().api().host()));
            }
            findings.warning("right to write", "can't be verified without writing; it is the server's own affair");
        });
    }

    private void greet(Findings findings, Deadline deadline) throws InterruptedException {
        WebhookServer.Greeting greeting = server.greet(deadline);
        if (!greeting.mediaType().replace(" ", "").toLowerCase(Locale.ROOT).equals(WebhookDialect.MEDIA_TYPE)) {
            findings.error(
                    "webhook",
                    "endpoint speaks another protocol, or another version of it, than " + WebhookDialect.MEDIA_TYPE);
        } else if (greeting.filters().isEmpty() || greeting.filters().stream().anyMatch(this::isWithin)) {
            findings.ok("webhook", "speaks version 1 of the protocol");
        } else {
            findings.error("webhook", "the server's domain filter leaves out zone " + zone() + "; add it there");
        }
    }

    /** A filter names a domain, and those below it; with a dot before, only the latter. One below the zone lets some names pass. */
    private boolean isWithin(String filter) {
        String domain = filter.toLowerCase(Locale.ROOT).replaceFirst("^\\.", "").replaceFirst("\\.$", "");
        return zone().equals(domain) || zone().endsWith("." + domain) || domain.endsWith("." + zone());
    }
}
