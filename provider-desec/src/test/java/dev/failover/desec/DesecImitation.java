package dev.failover.desec;

import dev.failover.dns.ApiDnsProviderBuilder;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.dns.ZoneFileText;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import dev.failover.testkit.ImitatedApi.Refused;
import dev.failover.testkit.ImitatedApi.Reply;
import dev.failover.testkit.ImitatedApi.Request;
import dev.failover.testkit.ImitatedApi.Words;
import dev.failover.testkit.ImitatedZone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * deSEC's API for one domain, as it behaves: bulk requests that are carried out as a whole or not at all, POST that makes and never
 * changes, a least TTL, pages of a list by cursors, a limit of writes. What is stored is served.
 */
final class DesecImitation extends ImitatedZone {
    static final String TOKEN = "mu4W4MHuSc0HyGD1hdnKuZBondab";

    private static final int PER_PAGE = 500;
    private static final Reply INVALID_TOKEN = detail(401, "Invalid token.");

    private final long leastTtl;
    private volatile int writesLeft = 300;

    private DesecImitation(String zone, Duration leastTtl) {
        super(zone);
        this.leastTtl = leastTtl.toSeconds();
    }

    static DesecImitation start(String zone, Duration leastTtl, Collection<RecordSet> recordSets) {
        return started(new DesecImitation(zone, leastTtl), recordSets);
    }

    ApiDnsProviderBuilder<DesecDnsProvider> builder() {
        return filled(DesecDnsProvider.builder(), TOKEN, "/api/v1");
    }

    @Override
    public DesecDnsProvider provider() {
        return builder().build();
    }

    /** So many writes are left of the day's. */
    void allowWrites(int writes) {
        writesLeft = writes;
    }

    @Override
    protected Reply answer(Request request) throws Refused, MalformedAnswerException {
        if (!("Token " + TOKEN).equals(request.headers().get("authorization"))) {
            throw new Refused(INVALID_TOKEN);
        }
        String domain = "/api/v1/domains/" + zone() + "/";
        if (!request.path().startsWith(domain)) {
            throw new Refused(detail(404, "Not found."));
        }
        String below = request.path().substring(domain.length());
        if (below.isEmpty()) {
            return Reply.of(200, Json.write(Map.of("name", zone(), "minimum_ttl", leastTtl)));
        }
        if (!request.method().equals("GET")) {
            return put(Json.parse(request.body()), request.method().equals("POST"));
        }
        return below.equals("rrsets/") ? list(request.query().get("cursor")) : read(below.split("/", -1));
    }

    private Reply read(String[] path) throws Refused {
        RecordSet set = served().get(new RecordKey(path[1], RecordType.valueOf(path[2])));
        if (set == null) {
            throw new Refused(detail(404, "Not found."));
        }
        return Reply.of(200, Json.write(json(set)));
    }

    private Reply list(String cursor) throws Refused {
        if (cursor == null && served().size() > PER_PAGE) {
            throw new Refused(detail(400, "Pagination required."));
        }
        int from = cursor == null || cursor.isEmpty() ? 0 : Integer.parseInt(cursor);
        List<Map<String, Object>> page = served().values().stream()
                .skip(from)
                .limit(PER_PAGE)
                .map(this::json)
                .toList();
        String self = api().url() + "/api/v1/domains/" + zone() + "/rrsets/?cursor=";
        String next = from + PER_PAGE < served().size() ? ", <" + self + (from + PER_PAGE) + ">; rel=\"next\"" : "";
        return Reply.of(200, Json.write(page)).with("Link", "<" + self + ">; rel=\"first\"" + next);
    }

    private Map<String, Object> json(RecordSet set) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("domain", zone());
        members.put(
                "subname",
                set.key().name().equals(RecordKey.APEX) ? "" : set.key().name());
        members.put("name", set.key().in(zone()) + ".");
        members.put("type", set.key().type().name());
        members.put("records", ZoneFileText.write(set));
        members.put("ttl", set.ttl().toSeconds());
        return members;
    }

    private Reply put(Json body, boolean makes) throws Refused, MalformedAnswerException {
        requireWrite(detail(403, "Insufficient token permissions."));
        if (writesLeft-- <= 0) {
            throw new Refused(detail(429, "Request was throttled. Expected available in 3600 seconds.")
                    .with("Retry-After", "3600"));
        }
        Map<RecordKey, RecordSet> after = new LinkedHashMap<>(served());
        List<Object> faults = new ArrayList<>();
        for (Json each : body.items()) {
            faults.add(fault(each, makes, after));
        }
        if (faults.stream().anyMatch(fault -> !fault.equals(Map.of()))) {
            throw new Refused(Reply.of(400, Json.write(faults)));
        }
        served().keySet().retainAll(after.keySet());
        served().putAll(after);
        remember();
        return Reply.of(makes ? 201 : 200, body.items().isEmpty() ? "[]" : Json.write(List.of()));
    }

    /** What is wrong with a record set; where nothing is, it is put among the others. */
    private Map<String, Object> fault(Json sent, boolean makes, Map<RecordKey, RecordSet> among)
            throws MalformedAnswerException {
        String subname = sent.get("subname").text();
        RecordKey key = new RecordKey(
                subname.isEmpty() ? RecordKey.APEX : subname,
                RecordType.valueOf(sent.get("type").text()));
        List<String> values = sent.get("records").texts();
        if (values.isEmpty()) {
            among.remove(key);
            return Map.of();
        }
        long ttl = sent.get("ttl").number();
        if (makes && among.containsKey(key)) {
            return fault(
                    "non_field_errors",
                    "Another RRset with the same subdomain and type exists for this domain. (Try modifying it.)");
        }
        if (ttl < leastTtl) {
            return fault("ttl", "Ensure this value is greater than or equal to " + leastTtl + ".");
        }
        if (key.type() == RecordType.TXT && values.stream().anyMatch(value -> !value.startsWith("\""))) {
            return fault("records", "Data for TXT records must be given using quotation marks.");
        }
        among.put(key, ZoneFileText.read(key, Duration.ofSeconds(ttl), values, zone()));
        return Map.of();
    }

    private static Map<String, Object> fault(String field, String words) {
        return Map.of(field, List.of(words));
    }

    private static Reply detail(int status, String words) {
        return Reply.of(status, Json.write(Map.of("detail", words)));
    }

    @Override
    protected Words words() {
        return new Words(
                detail(429, "Request was throttled. Expected available in 30 seconds.")
                        .patiently(),
                INVALID_TOKEN,
                Reply.of(400, "[{\"records\":[\"Record content malformed.\"]}]"));
    }
}
