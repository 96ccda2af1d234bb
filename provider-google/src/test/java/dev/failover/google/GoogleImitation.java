package dev.failover.google;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.ZoneFileText;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import dev.failover.testkit.ImitatedApi.Refused;
import dev.failover.testkit.ImitatedApi.Reply;
import dev.failover.testkit.ImitatedApi.Request;
import dev.failover.testkit.ImitatedApi.Words;
import dev.failover.testkit.ImitatedZone;
import dev.failover.testkit.ImpatientTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Cloud DNS' API for one managed zone, as it behaves: changes that are made as a whole or not at all, whose deletions must be exactly what
 * is there, TTL included (412), and whose additions must not be there (409); changes that are pending at first; tokens and permissions.
 */
final class GoogleImitation extends ImitatedZone {
    static final String MANAGED_ZONE = "the-zone";
    private static final String ROOT = "/dns/v1";
    private static final String PATH = ROOT + "/projects/beerus-123456/managedZones/" + MANAGED_ZONE;
    private static final Reply UNAUTHORIZED =
            error(401, "authError", "Request had invalid authentication credentials.");
    private static final Reply FORBIDDEN = error(403, "forbidden", "Forbidden");
    private static final int PAGE = 40;
    private static final Path KEY = TestKey.file(ImitatedTokens.url());

    private final AtomicInteger providers = new AtomicInteger();
    private final Set<RecordKey> policies = new HashSet<>();
    private int changes;
    private volatile String missing = "";
    private volatile String visibility = "public";

    private GoogleImitation(String zone) {
        super(zone);
    }

    static GoogleImitation start(String zone, Collection<RecordSet> recordSets) {
        return started(new GoogleImitation(zone), recordSets);
    }

    GoogleDnsProviderBuilder builder() {
        return GoogleDnsProvider.builder()
                .zone(zone())
                .managedZone(MANAGED_ZONE)
                .keyFile(KEY)
                .endpoint(api().url() + ROOT)
                .time(new ImpatientTime());
    }

    /** Every other one finds the vendor under another name, so that no lock of this process keeps two apart. */
    @Override
    public GoogleDnsProvider provider() {
        String host = providers.getAndIncrement() % 2 == 0 ? "127.0.0.1" : "localhost";
        return builder().endpoint(api().url().replace("127.0.0.1", host) + ROOT).build();
    }

    /** The account lacks this permission, from now on; empty for none. */
    void revoke(String permission) {
        missing = permission;
    }

    /** Google's networks alone see the zone. */
    void hide() {
        visibility = "private";
    }

    /** A routing policy chooses what is served under a key. */
    void policy(RecordKey key) {
        policies.add(key);
    }

    @Override
    protected Reply answer(Request request) throws Refused, MalformedAnswerException {
        if (!("Bearer " + ImitatedTokens.TOKEN).equals(request.headers().get("authorization"))) {
            throw new Refused(UNAUTHORIZED);
        }
        if (!request.path().startsWith(PATH)) {
            throw new Refused(
                    error(404, "notFound", "The 'parameters.managedZone' resource named 'other' does not exist."));
        }
        String below = request.path().substring(PATH.length());
        if (below.equals(":testIamPermissions")) {
            List<String> asked = Json.parse(request.body()).get("permissions").texts();
            return Reply.of(
                    200,
                    Json.write(Map.of(
                            "permissions",
                            asked.stream().filter(each -> !each.equals(missing)).toList())));
        }
        if (below.isEmpty()) {
            return Reply.of(
                    200, Json.write(Map.of("name", MANAGED_ZONE, "dnsName", zone() + ".", "visibility", visibility)));
        }
        if (below.equals("/rrsets")) {
            return list(request.query());
        }
        if (below.equals("/changes")) {
            if (missing.startsWith("dns.changes.create") || missing.startsWith("dns.resourceRecordSets")) {
                throw new Refused(FORBIDDEN);
            }
            requireWrite(FORBIDDEN);
            change(Json.parse(request.body()));
            return Reply.of(200, change("pending"));
        }
        return Reply.of(200, change("done"));
    }

    private String change(String status) {
        return Json.write(Map.of(
                "kind", "dns#change", "id", Integer.toString(changes), "status", status, "startTime", "2026-01-01"));
    }

    private Reply list(Map<String, String> query) {
        List<Map<String, Object>> found = new ArrayList<>();
        served().forEach((key, set) -> {
            boolean asked = query.get("name") == null
                    || query.get("name").equals(key.in(zone()) + ".")
                            && key.type().name().equals(query.get("type"));
            if (asked) {
                found.add(json(set));
            }
        });
        int from = Integer.parseInt(query.getOrDefault("pageToken", "0"));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("kind", "dns#resourceRecordSetsListResponse");
        body.put("rrsets", found.stream().skip(from).limit(PAGE).toList());
        if (found.size() > from + PAGE) {
            body.put("nextPageToken", Integer.toString(from + PAGE));
        }
        return Reply.of(200, Json.write(body));
    }

    private Map<String, Object> json(RecordSet set) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("kind", "dns#resourceRecordSet");
        members.put("name", set.key().in(zone()) + ".");
        members.put("type", set.key().type().name());
        members.put("ttl", set.ttl().toSeconds());
        members.put("rrdatas", policies.contains(set.key()) ? List.of() : ZoneFileText.write(set));
        if (policies.contains(set.key())) {
            members.put("routingPolicy", Map.of("wrr", Map.of()));
        }
        return members;
    }

    /** All of it or nothing; one state more in the history. */
    private void change(Json body) throws Refused, MalformedAnswerException {
        Map<RecordKey, RecordSet> after = new LinkedHashMap<>(served());
        int number = 0;
        for (Json each : body.get("deletions").items()) {
            RecordSet sent = read(each);
            RecordSet there = after.remove(sent.key());
            if (there == null) {
                throw new Refused(error(
                        404, "notFound", "The 'entity.change.deletions[" + number + "]' resource does not exist."));
            }
            if (!there.equals(sent)) {
                throw new Refused(error(
                        412, "conditionNotMet", "Precondition not met for 'entity.change.deletions[" + number + "]'"));
            }
            number++;
        }
        number = 0;
        for (Json each : body.get("additions").items()) {
            RecordSet sent = read(each);
            if (after.putIfAbsent(sent.key(), sent) != null) {
                throw new Refused(error(
                        409, "alreadyExists", "The 'entity.change.additions[" + number + "]' resource already exists"));
            }
            number++;
        }
        served().clear();
        served().putAll(after);
        changes++;
        remember();
    }

    private RecordSet read(Json set) throws Refused, MalformedAnswerException {
        Optional<RecordKey> key =
                RecordKey.of(set.get("name").text(), set.get("type").text(), zone());
        if (key.isEmpty() || !set.get("name").text().endsWith(".")) {
            throw new Refused(error(400, "invalid", "Invalid value for 'entity.change.additions[0].name'"));
        }
        return ZoneFileText.read(
                key.get(),
                Duration.ofSeconds(set.get("ttl").number()),
                set.get("rrdatas").texts(),
                zone());
    }

    static Reply error(int status, String reason, String message) {
        return Reply.of(
                status,
                Json.write(Map.of(
                        "error",
                        Map.of(
                                "code",
                                status,
                                "message",
                                message,
                                "errors",
                                List.of(Map.of("message", message, "domain", "global", "reason", reason))))));
    }

    @Override
    protected Words words() {
        return new Words(
                error(429, "rateLimitExceeded", "Quota exceeded for quota metric 'Queries'"),
                UNAUTHORIZED,
                error(400, "invalid", "Invalid value for 'entity.change.additions[0].rrdata[0]'"));
    }
}
