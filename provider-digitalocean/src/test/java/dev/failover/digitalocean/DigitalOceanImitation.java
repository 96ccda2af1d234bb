package dev.failover.digitalocean;

import dev.failover.dns.ApiDnsProviderBuilder;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
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
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * DigitalOcean's API for one zone, as it behaves: records by ids, doubled ones among them; pages whose links forget the filter and whose
 * total counts all; aliases without final dot; tokens with scopes; a least TTL. What is stored is served.
 */
final class DigitalOceanImitation extends ImitatedZone {
    static final String TOKEN = "dop_v1_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static final long LEAST_TTL = 30;
    private static final Reply UNAUTHORIZED = error(401, "Unauthorized", "Unable to authenticate you");
    private static final Reply FORBIDDEN = error(403, "Forbidden", "You are not authorized to perform this operation");
    private static final Reply NOT_FOUND =
            error(404, "not_found", "The resource you were accessing could not be found.");

    /** What a token may do. */
    enum Scope {
        CREATE,
        UPDATE,
        DELETE
    }

    /** A record; its data as it is listed. */
    private record Stored(String type, String name, String data, long ttl) {}

    private final Map<Long, Stored> records = new TreeMap<>();
    private final Set<Scope> scopes = EnumSet.allOf(Scope.class);
    private long made = 3_352_000;

    private DigitalOceanImitation(String zone) {
        super(zone);
    }

    static DigitalOceanImitation start(String zone, Collection<RecordSet> recordSets) {
        return started(new DigitalOceanImitation(zone), recordSets);
    }

    ApiDnsProviderBuilder<DigitalOceanDnsProvider> builder() {
        return filled(DigitalOceanDnsProvider.builder(), TOKEN, "/v2");
    }

    @Override
    public DigitalOceanDnsProvider provider() {
        return builder().build();
    }

    /** The token may no longer do that. */
    synchronized void take(Scope scope) {
        scopes.remove(scope);
    }

    /** The records of a key become these. */
    @Override
    public synchronized void put(RecordSet set) {
        records.values().removeIf(each -> key(each).equals(set.key()));
        set.values().forEach(value -> add(set.key(), value, set.ttl().toSeconds()));
    }

    /** Adds a record, be it there or not. */
    synchronized void add(RecordKey key, String data, long ttl) {
        records.put(made++, new Stored(key.type().name(), key.name(), listed(key.type(), data), ttl));
        remember();
    }

    /** An alias loses its final dot, and the zone itself is called "@". */
    private String listed(RecordType type, String data) {
        String name = data.replaceFirst("\\.$", "");
        return type != RecordType.CNAME ? data : name.equals(zone()) ? "@" : name;
    }

    private static RecordKey key(Stored record) {
        return new RecordKey(record.name(), RecordType.valueOf(record.type()));
    }

    @Override
    protected Reply answer(Request request) throws Refused, MalformedAnswerException {
        if (!("Bearer " + TOKEN).equals(request.headers().get("authorization"))) {
            throw new Refused(UNAUTHORIZED);
        }
        String domain = "/v2/domains/" + zone() + "/records";
        String below = request.path().startsWith(domain) ? request.path().substring(domain.length()) : "";
        switch (request.method()) {
            case "GET" -> {}
            case "POST" -> require(Scope.CREATE, Scope.UPDATE);
            case "DELETE" -> require(Scope.DELETE);
            default -> require(Scope.UPDATE);
        }
        if (!request.path().startsWith(domain)) {
            throw new Refused(NOT_FOUND);
        }
        if (request.method().equals("GET")) {
            return list(request.query());
        }
        long id = below.isEmpty() ? made++ : Long.parseLong(below.substring(1));
        if (!below.isEmpty() && !records.containsKey(id)) {
            throw new Refused(NOT_FOUND);
        }
        if (request.method().equals("DELETE")) {
            records.remove(id);
            remember();
            return Reply.of(204, "");
        }
        Stored sent = read(id, Json.parse(request.body()));
        records.put(id, sent);
        remember();
        return Reply.of(below.isEmpty() ? 201 : 200, Json.write(Map.of("domain_record", json(id, sent))));
    }

    private void require(Scope... needed) throws Refused {
        requireWrite(FORBIDDEN);
        if (!scopes.containsAll(List.of(needed))) {
            throw new Refused(FORBIDDEN);
        }
    }

    private Reply list(Map<String, String> query) {
        int size = Integer.parseInt(query.getOrDefault("per_page", "20"));
        int page = Integer.parseInt(query.getOrDefault("page", "1"));
        List<Map<String, Object>> found = new ArrayList<>();
        records.forEach((id, each) -> {
            String name = key(each).in(zone());
            if (query.getOrDefault("name", name).equals(name)
                    && query.getOrDefault("type", each.type()).equals(each.type())) {
                found.add(json(id, each));
            }
        });
        Map<String, Object> links = page * size < found.size()
                ? Map.of("pages", Map.of("next", api().url() + "/v2/domains/" + zone() + "/records?page=" + (page + 1)))
                : Map.of();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(
                "domain_records",
                found.stream().skip((page - 1L) * size).limit(size).toList());
        body.put("links", links);
        body.put("meta", Map.of("total", records.size()));
        return Reply.of(200, Json.write(body));
    }

    private Stored read(long id, Json sent) throws Refused, MalformedAnswerException {
        RecordKey key = new RecordKey(
                sent.get("name").text(), RecordType.valueOf(sent.get("type").text()));
        String data = sent.get("data").text();
        if (key.type() == RecordType.A && !data.matches("[0-9.]+")) {
            throw new Refused(unprocessable("IP address did not match IPv4 format (e.g. 255.255.255.255)."));
        }
        if (key.type() == RecordType.CNAME && !data.endsWith(".")) {
            throw new Refused(unprocessable("Data needs to end with a dot (.)"));
        }
        if (sent.get("ttl").number() < LEAST_TTL) {
            throw new Refused(unprocessable("TTL must be greater than or equal to " + LEAST_TTL));
        }
        boolean shared = records.entrySet().stream()
                .filter(other -> other.getKey() != id && other.getValue().name().equals(key.name()))
                .anyMatch(other -> key.type() == RecordType.CNAME
                        || other.getValue().type().equals(RecordType.CNAME.name()));
        if (shared) {
            throw new Refused(unprocessable("CNAME records cannot share a name with other records"));
        }
        return new Stored(
                key.type().name(),
                key.name(),
                listed(key.type(), data),
                sent.get("ttl").number());
    }

    private static Map<String, Object> json(long id, Stored record) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", id);
        members.put("type", record.type());
        members.put("name", record.name());
        members.put("data", record.data());
        members.put("priority", null);
        members.put("ttl", record.ttl());
        return members;
    }

    static Reply unprocessable(String message) {
        return error(422, "unprocessable_entity", message);
    }

    static Reply error(int status, String id, String message) {
        return Reply.of(
                status,
                Json.write(Map.of("id", id, "message", message, "request_id", "4851a473-1621-42ea-b2f9-5071c0ea8414")));
    }

    private String value(Stored record) {
        return record.type().equals(RecordType.CNAME.name())
                ? (record.data().equals("@") ? zone() : record.data()) + "."
                : record.data();
    }

    @Override
    protected Map<RecordKey, RecordSet> served() {
        Map<RecordKey, RecordSet> sets = new LinkedHashMap<>();
        records.values()
                .forEach(each -> sets.merge(
                        key(each),
                        RecordSet.of(key(each), Duration.ofSeconds(each.ttl()), value(each)),
                        DigitalOceanImitation::joined));
        return sets;
    }

    private static RecordSet joined(RecordSet one, RecordSet other) {
        Set<String> values = new HashSet<>(one.values());
        values.addAll(other.values());
        return new RecordSet(one.key(), one.ttl().compareTo(other.ttl()) < 0 ? one.ttl() : other.ttl(), values);
    }

    @Override
    public synchronized List<String> stored(RecordKey key) {
        return records.values().stream()
                .filter(each -> key(each).equals(key))
                .map(each -> RecordSet.of(key, Duration.ZERO, value(each))
                        .values()
                        .iterator()
                        .next())
                .toList();
    }

    @Override
    protected Words words() {
        return new Words(
                error(429, "too_many_requests", "API Rate limit exceeded.").patiently(),
                UNAUTHORIZED,
                unprocessable("Data needs to be an IPv4 address"));
    }
}
