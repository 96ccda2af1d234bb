package dev.failover.hetzner;

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
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Hetzner's Cloud API for one zone, as it behaves: record sets that can be made once, actions that are carried out after they were
 * answered, tokens that may only read, record sets protected from changes. What is stored is served.
 */
final class HetznerImitation extends ImitatedZone {
    static final String TOKEN = "imitatedToken0123456789abcdefghijklmnopqrstuvwxyz";

    private static final long ZONE_TTL = 3600;

    /** Whose TTL is the zone's. */
    private final List<RecordKey> withoutTtl = new ArrayList<>();

    private final List<RecordKey> protectedSets = new ArrayList<>();
    private final Map<Long, Runnable> running = new TreeMap<>();
    private final Map<Long, String> over = new TreeMap<>();
    private long actions = 1000;
    private volatile String mode = "primary";
    private volatile boolean failing;

    private HetznerImitation(String zone) {
        super(zone);
    }

    static HetznerImitation start(String zone, Collection<RecordSet> recordSets) {
        return started(new HetznerImitation(zone), recordSets);
    }

    ApiDnsProviderBuilder<HetznerDnsProvider> builder() {
        return filled(HetznerDnsProvider.builder(), TOKEN, "/v1");
    }

    @Override
    public HetznerDnsProvider provider() {
        return builder().build();
    }

    void makeSecondary() {
        mode = "secondary";
    }

    /** Actions fail from now on. */
    void failActions() {
        failing = true;
    }

    void protect(RecordKey key) {
        protectedSets.add(key);
    }

    /** A record set of this kind has the zone's TTL. */
    synchronized void putWithoutTtl(RecordSet set) {
        put(new RecordSet(set.key(), Duration.ofSeconds(ZONE_TTL), set.values()));
        withoutTtl.add(set.key());
    }

    @Override
    protected Reply answer(Request request) throws Refused, MalformedAnswerException {
        // What was taken before has been carried out by now.
        List<Long> due = List.copyOf(running.keySet());
        try {
            return carryOut(request);
        } finally {
            due.forEach(this::finish);
        }
    }

    private void finish(long action) {
        Runnable edit = running.remove(action);
        if (edit != null) {
            over.put(action, failing ? "error" : "success");
            if (!failing) {
                edit.run();
            }
        }
    }

    private Reply carryOut(Request request) throws Refused, MalformedAnswerException {
        if (!("Bearer " + TOKEN).equals(request.headers().get("authorization"))) {
            throw new Refused(error(401, "unauthorized", "unable to authenticate"));
        }
        boolean reads = request.method().equals("GET");
        if (!reads) {
            requireWrite(error(403, "token_readonly", "the token is only allowed to perform GET requests"));
        }
        List<String> path = List.of(request.path().replaceFirst("^/v1/", "").split("/", -1));
        if (path.get(0).equals("actions")) {
            return action(200, Long.parseLong(path.get(1)));
        }
        if (!path.get(0).equals("zones") || !path.get(1).equals(zone())) {
            throw new Refused(notFound());
        }
        if (path.size() == 2) {
            return Reply.of(
                    200, Json.write(Map.of("zone", Map.of("id", 42, "name", zone(), "mode", mode, "ttl", ZONE_TTL))));
        }
        if (path.size() == 3) {
            return create(Json.parse(request.body()));
        }
        RecordKey key = new RecordKey(path.get(3), RecordType.valueOf(path.get(4)));
        if (reads) {
            flush();
            return Reply.of(200, Json.write(Map.of("rrset", json(existing(key)))));
        }
        if (request.method().equals("DELETE")) {
            flush();
            existing(key);
            return begin(201, () -> {
                served().remove(key);
                remember();
            });
        }
        return change(key, path.get(6), Json.parse(request.body()));
    }

    /** Whoever reads sees what was carried out, which is all of it by then. */
    private void flush() {
        List.copyOf(running.keySet()).forEach(this::finish);
    }

    private RecordSet existing(RecordKey key) throws Refused {
        RecordSet set = served().get(key);
        if (set == null) {
            throw new Refused(notFound());
        }
        return set;
    }

    private Reply create(Json body) throws Refused, MalformedAnswerException {
        flush();
        RecordKey key = new RecordKey(
                body.get("name").text(), RecordType.valueOf(body.get("type").text()));
        if (served().containsKey(key)) {
            throw new Refused(error(409, "uniqueness_error", "RRSet already exists"));
        }
        RecordSet made = ZoneFileText.read(key, Duration.ofSeconds(ttl(body)), values(body), zone());
        return begin(201, () -> put(made));
    }

    private Reply change(RecordKey key, String verb, Json body) throws Refused, MalformedAnswerException {
        flush();
        RecordSet old = existing(key);
        if (protectedSets.contains(key)) {
            throw new Refused(error(403, "protected", "the RRSet is protected"));
        }
        RecordSet changed = switch (verb) {
            case "set_records" -> ZoneFileText.read(key, old.ttl(), values(body), zone());
            case "change_ttl" -> new RecordSet(key, Duration.ofSeconds(ttl(body)), old.values());
            default -> throw new Refused(notFound());
        };
        return begin(201, () -> {
            put(changed);
            if (verb.equals("change_ttl")) {
                withoutTtl.remove(key);
            }
        });
    }

    private static long ttl(Json body) throws Refused, MalformedAnswerException {
        long ttl = body.get("ttl").number();
        if (ttl < 60) {
            throw new Refused(error(422, "invalid_input", "invalid input in field 'ttl'"));
        }
        return ttl;
    }

    private static List<String> values(Json body) throws Refused, MalformedAnswerException {
        List<String> values = new ArrayList<>();
        for (Json record : body.get("records").items()) {
            values.add(record.get("value").text());
        }
        if (values.isEmpty()) {
            throw new Refused(error(422, "invalid_input", "invalid input in field 'records'"));
        }
        return values;
    }

    private Reply begin(int status, Runnable edit) throws Refused {
        long id = actions++;
        running.put(id, edit);
        return action(status, id);
    }

    private Reply action(int status, long id) throws Refused {
        String state = running.containsKey(id) ? "running" : over.get(id);
        if (state == null) {
            throw new Refused(notFound());
        }
        Map<String, Object> action = new LinkedHashMap<>();
        action.put("id", id);
        action.put("status", state);
        action.put("command", "set_rrset_records");
        action.put("progress", state.equals("running") ? 0 : 100);
        action.put("error", state.equals("error") ? Map.of("code", "action_failed", "message", "Action failed") : null);
        return Reply.of(status, Json.write(Map.of("action", action)));
    }

    private Map<String, Object> json(RecordSet set) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", set.key().name() + "/" + set.key().type());
        members.put("name", set.key().name());
        members.put("type", set.key().type().name());
        members.put("ttl", withoutTtl.contains(set.key()) ? null : set.ttl().toSeconds());
        members.put("protection", Map.of("change", protectedSets.contains(set.key())));
        members.put(
                "records",
                ZoneFileText.write(set).stream()
                        .map(value -> Map.of("value", value, "comment", ""))
                        .toList());
        members.put("zone", 42);
        return members;
    }

    private static Reply notFound() {
        return error(404, "not_found", "resource not found");
    }

    static Reply error(int status, String code, @Nullable String message) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", message);
        error.put("details", null);
        return Reply.of(status, Json.write(Map.of("error", error))).with("X-Correlation-Id", "8c1f2e");
    }

    @Override
    public synchronized Optional<RecordSet> published(RecordKey key) {
        flush();
        return super.published(key);
    }

    @Override
    protected Words words() {
        return new Words(
                error(429, "rate_limit_exceeded", "limit of 3600 requests per hour reached"),
                error(401, "unauthorized", "unable to authenticate"),
                error(422, "invalid_input", "invalid input in field 'records'"));
    }
}
