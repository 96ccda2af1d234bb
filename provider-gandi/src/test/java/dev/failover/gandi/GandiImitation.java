package dev.failover.gandi;

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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gandi's LiveDNS API for one zone, as it behaves: record sets as a whole, POST that makes and does not change, a least TTL, tokens that
 * may only read. What is stored is served.
 */
final class GandiImitation extends ImitatedZone {
    static final String TOKEN = "imitated0123456789abcdef0123456789abcdef";

    private static final long LEAST_TTL = 300;
    private static final Reply DENIED = error(403, "HTTPForbidden", "Access was denied to this resource.");

    private GandiImitation(String zone) {
        super(zone);
    }

    static GandiImitation start(String zone, Collection<RecordSet> recordSets) {
        return started(new GandiImitation(zone), recordSets);
    }

    ApiDnsProviderBuilder<GandiDnsProvider> builder() {
        return filled(GandiDnsProvider.builder(), TOKEN, "/v5/livedns");
    }

    @Override
    public GandiDnsProvider provider() {
        return builder().build();
    }

    @Override
    protected Reply answer(Request request) throws Refused, MalformedAnswerException {
        if (!("Bearer " + TOKEN).equals(request.headers().get("authorization"))) {
            throw new Refused(DENIED);
        }
        List<String> path =
                List.of(request.path().replaceFirst("^/v5/livedns/domains/", "").split("/", -1));
        if (!path.get(0).equals(zone())) {
            throw new Refused(error(404, "LocalizedHTTPNotFound", "Unknown domain"));
        }
        if (path.size() == 1) {
            return Reply.of(200, Json.write(Map.of("fqdn", zone(), "automatic_snapshots", true)));
        }
        RecordKey key = new RecordKey(path.get(2), RecordType.valueOf(path.get(3)));
        if (request.method().equals("GET")) {
            RecordSet set = served().get(key);
            if (set == null) {
                throw new Refused(error(
                        404,
                        "dns-record",
                        "Can't find the DNS record " + key.name() + "/" + key.type() + " in the zone"));
            }
            return Reply.of(200, Json.write(json(set)));
        }
        requireWrite(DENIED);
        if (request.method().equals("DELETE")) {
            if (served().remove(key) == null) {
                throw new Refused(error(404, "dns-record", "Can't find the DNS record"));
            }
            remember();
            return Reply.of(204, "");
        }
        RecordSet sent = read(key, Json.parse(request.body()));
        RecordSet there = served().get(key);
        if (request.method().equals("POST") && there != null) {
            if (!there.equals(sent)) {
                throw new Refused(error(409, "HTTPConflict", "A DNS Record already exists with same value"));
            }
            return Reply.of(200, Json.write(Map.of("message", "DNS Record already exists")));
        }
        put(sent);
        return Reply.of(201, Json.write(Map.of("message", "DNS Record Created")));
    }

    private RecordSet read(RecordKey key, Json body) throws Refused, MalformedAnswerException {
        long ttl = body.get("rrset_ttl").number();
        if (ttl < LEAST_TTL) {
            throw new Refused(invalid("rrset_ttl", ttl + " is less than minimum value " + LEAST_TTL));
        }
        return ZoneFileText.read(
                key, Duration.ofSeconds(ttl), body.get("rrset_values").texts(), zone());
    }

    private static Map<String, Object> json(RecordSet set) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("rrset_name", set.key().name());
        members.put("rrset_type", set.key().type().name());
        members.put("rrset_ttl", set.ttl().toSeconds());
        members.put("rrset_values", ZoneFileText.write(set));
        return members;
    }

    static Reply error(int status, String object, String message) {
        return Reply.of(
                status, Json.write(Map.of("code", status, "message", message, "object", object, "cause", "A cause")));
    }

    static Reply invalid(String name, String description) {
        return Reply.of(
                400,
                Json.write(Map.of(
                        "status",
                        "error",
                        "errors",
                        List.of(Map.of("location", "body", "name", name, "description", description)))));
    }

    @Override
    protected Words words() {
        return new Words(
                error(429, "HTTPTooManyRequests", "Too many requests"),
                DENIED,
                invalid("rrset_values", "Invalid value"));
    }
}
