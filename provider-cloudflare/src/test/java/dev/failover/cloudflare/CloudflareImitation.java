package dev.failover.cloudflare;

import dev.failover.component.Secret;
import dev.failover.dns.QuotedText;
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
import dev.failover.testkit.ImpatientTime;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Cloudflare's API for one zone, as it behaves: ids, identical records refused, batches that are made in the order deletions, patches,
 * additions, or not at all, with their limit; tokens and what they may do. What is stored is served.
 */
final class CloudflareImitation extends ImitatedZone {
    static final String TOKEN = "imitatedToken-0123456789abcdefghijklmnop";
    static final String ZONE_ID = "023e105f4ecef8ad9ca31a8372d0c353";

    private static final long AUTOMATIC = 300;
    private static final int MOST_OPERATIONS = 200;
    private static final Reply UNAUTHORIZED = error(403, 10000, "Authentication error");

    private Map<String, Stored> records = new LinkedHashMap<>();
    private final AtomicInteger providers = new AtomicInteger();
    private int made;
    private volatile boolean mayReadZone = true;

    /** A record; its content as it was sent. */
    private record Stored(String id, String name, String type, String content, long ttl, boolean proxied) {
        boolean isLike(Stored other) {
            return name.equals(other.name) && type.equals(other.type) && content.equals(other.content);
        }
    }

    private CloudflareImitation(String zone) {
        super(zone);
    }

    static CloudflareImitation start(String zone, Collection<RecordSet> recordSets) {
        return started(new CloudflareImitation(zone), recordSets);
    }

    CloudflareDnsProviderBuilder builder() {
        return CloudflareDnsProvider.builder()
                .zone(zone())
                .token(Secret.of(TOKEN))
                .endpoint(api().url() + "/client/v4");
    }

    /** Every other one finds the vendor under another name, so that no lock of this process keeps two apart. */
    @Override
    public CloudflareDnsProvider provider() {
        String host = providers.getAndIncrement() % 2 == 0 ? "127.0.0.1" : "localhost";
        return builder()
                .endpoint(api().url().replace("127.0.0.1", host) + "/client/v4")
                .time(new ImpatientTime())
                .build();
    }

    /** The token may not read the zone's own properties, from now on. */
    void denyZone() {
        mayReadZone = false;
    }

    /** The records of a key become these. */
    @Override
    public synchronized void put(RecordSet set) {
        records.values().removeIf(each -> key(each).equals(Optional.of(set.key())));
        set.values()
                .forEach(value ->
                        add(set.key(), content(set.key(), value), set.ttl().toSeconds(), false));
    }

    /** Adds a record as it would be sent. */
    synchronized void add(RecordKey key, String content, long ttl, boolean proxied) {
        String id = nextId();
        records.put(id, new Stored(id, key.in(zone()), key.type().name(), content, ttl, proxied));
        remember();
    }

    private static String content(RecordKey key, String value) {
        return switch (key.type()) {
            case A, AAAA -> value;
            case CNAME -> value.substring(0, value.length() - 1);
            case TXT -> QuotedText.DECIMAL.quote(value);
        };
    }

    /** Neither in the order in which records are made, nor free of letters. */
    private String nextId() {
        return String.format(Locale.ROOT, "%08xcafe%020d", Integer.reverse(++made), made);
    }

    @Override
    protected Reply answer(Request request) throws Refused, MalformedAnswerException {
        if (!("Bearer " + TOKEN).equals(request.headers().get("authorization"))) {
            throw new Refused(UNAUTHORIZED);
        }
        String path = request.path().replaceFirst("^/client/v4", "");
        if (path.equals("/zones")) {
            boolean ours = zone().equals(request.query().get("name"));
            return ok(ours ? List.of(Map.of("id", ZONE_ID, "name", zone())) : List.of(), page(1, 1));
        }
        if (!path.startsWith("/zones/" + ZONE_ID)) {
            throw new Refused(
                    error(404, 7003, "Could not route to " + path + ", perhaps your object identifier is invalid?"));
        }
        return switch (request.method() + path.substring(("/zones/" + ZONE_ID).length())) {
            case "GET" -> {
                if (!mayReadZone) {
                    throw new Refused(error(403, 9109, "Unauthorized to access requested resource"));
                }
                yield ok(Map.of("id", ZONE_ID, "name", zone()), Map.of());
            }
            case "GET/dns_records" -> list(request.query());
            case "POST/dns_records" -> batch(Map.of(), List.of(), List.of(Json.parse(request.body())));
            case "POST/dns_records/batch" -> {
                Json body = Json.parse(request.body());
                Map<String, Json> deletes = new LinkedHashMap<>();
                for (Json each : items(body, "deletes")) {
                    deletes.put(each.get("id").text(), each);
                }
                yield batch(deletes, items(body, "patches"), items(body, "posts"));
            }
            default -> throw new Refused(error(405, 10405, "Method not allowed"));
        };
    }

    private static List<Json> items(Json body, String name) throws MalformedAnswerException {
        Optional<Json> list = body.find(name);
        return list.isPresent() ? list.get().items() : List.of();
    }

    private Reply list(Map<String, String> query) {
        List<Map<String, Object>> found = records.values().stream()
                .filter(each ->
                        query.get("name.exact") == null || each.name().equalsIgnoreCase(query.get("name.exact")))
                .map(CloudflareImitation::json)
                .toList();
        int size = Integer.parseInt(query.getOrDefault("per_page", "100"));
        int page = Integer.parseInt(query.getOrDefault("page", "1"));
        List<Map<String, Object>> part =
                found.stream().skip((page - 1L) * size).limit(size).toList();
        return ok(part, page(page, Math.max(1, (found.size() + size - 1) / size)));
    }

    private static Map<String, Object> json(Stored record) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", record.id());
        members.put("name", record.name());
        members.put("type", record.type());
        members.put("content", record.content());
        members.put("proxiable", !record.type().equals("TXT"));
        members.put("proxied", record.proxied());
        members.put("ttl", record.ttl());
        members.put("comment", null);
        members.put("tags", List.of());
        return members;
    }

    /** All of it or nothing; one state more in the history. */
    private Reply batch(Map<String, Json> deletes, List<Json> patches, List<Json> posts)
            throws Refused, MalformedAnswerException {
        requireWrite(UNAUTHORIZED);
        if (deletes.size() + patches.size() + posts.size() > MOST_OPERATIONS) {
            throw new Refused(error(400, 9400, "Too many operations in one batch"));
        }
        Map<String, Stored> after = new LinkedHashMap<>(records);
        for (String id : deletes.keySet()) {
            existing(after, id);
            after.remove(id);
        }
        for (Json patch : patches) {
            Stored old = existing(after, patch.get("id").text());
            after.remove(old.id());
            store(after, patch, old);
        }
        for (Json post : posts) {
            store(after, post, null);
        }
        records = after;
        remember();
        return ok(Map.of(), Map.of());
    }

    private static Stored existing(Map<String, Stored> among, String id) throws Refused {
        Stored found = among.get(id);
        if (found == null) {
            throw new Refused(error(404, 81044, "Record does not exist."));
        }
        return found;
    }

    private void store(Map<String, Stored> among, Json sent, @Nullable Stored old)
            throws Refused, MalformedAnswerException {
        Optional<Json> proxied = sent.find("proxied");
        Stored made = new Stored(
                old == null ? nextId() : old.id(),
                old == null ? sent.get("name").text() : old.name(),
                old == null ? sent.get("type").text() : old.type(),
                sent.get("content").text(),
                sent.get("ttl").number(),
                proxied.isPresent() ? proxied.get().flag() : old != null && old.proxied());
        if (made.ttl() != 1 && (made.ttl() < 60 || made.ttl() > 86400)) {
            throw new Refused(
                    error(400, 9021, "Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic."));
        }
        if (made.proxied() && (made.ttl() != 1 || made.type().equals("TXT"))) {
            throw new Refused(error(400, 9004, "Proxied records are addresses and aliases with an automatic TTL."));
        }
        for (Stored other : among.values()) {
            if (other.isLike(made)) {
                throw new Refused(error(400, 81058, "An identical record already exists."));
            }
            boolean alias = other.type().equals("CNAME") || made.type().equals("CNAME");
            if (alias && other.name().equals(made.name())) {
                throw new Refused(error(400, 81053, "An A, AAAA, or CNAME record with that host already exists."));
            }
        }
        among.put(made.id(), made);
    }

    private static Reply ok(Object result, Map<String, ?> info) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("result", result);
        body.put("success", true);
        body.put("errors", List.of());
        body.put("messages", List.of());
        body.put("result_info", info);
        return Reply.of(200, Json.write(body)).with("CF-Ray", "8f2c0a1b-CDG");
    }

    private static Map<String, Object> page(int page, int pages) {
        return Map.of("page", page, "total_pages", pages);
    }

    static Reply error(int status, int code, String message) {
        Map<String, Object> body = new HashMap<>();
        body.put("result", null);
        body.put("success", false);
        body.put("errors", List.of(Map.of("code", code, "message", message)));
        body.put("messages", List.of());
        return Reply.of(status, Json.write(body)).with("CF-Ray", "8f2c0a1b-CDG");
    }

    @Override
    protected Map<RecordKey, RecordSet> served() {
        Map<RecordKey, RecordSet> sets = new LinkedHashMap<>();
        for (Stored record : records.values()) {
            key(record)
                    .ifPresent(key -> sets.merge(
                            key,
                            RecordSet.of(
                                    key,
                                    Duration.ofSeconds(record.ttl() == 1 ? AUTOMATIC : record.ttl()),
                                    value(record)),
                            CloudflareImitation::joined));
        }
        return sets;
    }

    private Optional<RecordKey> key(Stored record) {
        return RecordKey.of(record.name(), record.type(), zone());
    }

    private static String value(Stored record) {
        return record.type().equals(RecordType.TXT.name())
                ? QuotedText.DECIMAL.unquote(record.content())
                : record.content();
    }

    /** Whether Cloudflare stands in front of every record of a key. */
    synchronized boolean isProxied(RecordKey key) {
        return records.values().stream()
                .filter(each -> key(each).equals(Optional.of(key)))
                .allMatch(Stored::proxied);
    }

    private static RecordSet joined(RecordSet one, RecordSet other) {
        Set<String> values = new HashSet<>(one.values());
        values.addAll(other.values());
        return new RecordSet(one.key(), one.ttl(), values);
    }

    @Override
    public synchronized List<String> stored(RecordKey key) {
        return records.values().stream()
                .filter(each -> key(each).equals(Optional.of(key)))
                .map(each -> RecordSet.of(key, Duration.ZERO, value(each))
                        .values()
                        .iterator()
                        .next())
                .toList();
    }

    @Override
    protected Words words() {
        return new Words(
                error(429, 10429, "Rate limited").patiently(),
                UNAUTHORIZED,
                error(400, 9005, "Content for A record must be a valid IPv4 address."));
    }
}
