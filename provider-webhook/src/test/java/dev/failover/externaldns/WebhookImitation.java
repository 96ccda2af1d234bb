package dev.failover.externaldns;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import dev.failover.testkit.DnsProviderContract;
import dev.failover.testkit.ImitatedApi.Refused;
import dev.failover.testkit.ImitatedApi.Reply;
import dev.failover.testkit.ImitatedApi.Request;
import dev.failover.testkit.ImitatedApi.Words;
import dev.failover.testkit.ImitatedZone;
import dev.failover.testkit.ImpatientTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A server of the webhook protocol, as its specification and external-dns's own have it: media types that must be spoken, all records in
 * one list, those of other zones among them, adjustments, 204 without a body, and 500 for whatever goes wrong. What is stored is served.
 */
final class WebhookImitation extends ImitatedZone {
    private static final long LEAST_TTL = 60;
    private static final Reply FAILED = Reply.of(500, "");

    private String filter;
    private String mediaType = WebhookDialect.MEDIA_TYPE;
    private boolean saysTtl = true;
    private final Map<RecordKey, List<Object>> properties = new LinkedHashMap<>();

    private WebhookImitation(String zone) {
        super(zone);
        this.filter = zone;
    }

    static WebhookImitation start(String zone, Collection<RecordSet> recordSets) {
        return started(new WebhookImitation(zone), recordSets);
    }

    WebhookDnsProviderBuilder builder() {
        return WebhookDnsProvider.builder().zone(zone()).endpoint(api().url()).time(new ImpatientTime());
    }

    @Override
    public WebhookDnsProvider provider() {
        return builder().build();
    }

    synchronized void filter(String domain) {
        filter = domain;
    }

    synchronized void speak(String type) {
        mediaType = type;
    }

    synchronized void concealTtls() {
        saysTtl = false;
    }

    /** A record set has something of its vendor's. */
    synchronized void mark(RecordKey key, String name, String value) {
        properties.put(key, List.of(Map.of("name", name, "value", value)));
    }

    synchronized Optional<List<Object>> marks(RecordKey key) {
        return Optional.ofNullable(properties.get(key));
    }

    @Override
    protected Reply answer(Request request) throws Refused, MalformedAnswerException {
        if (!WebhookDialect.MEDIA_TYPE.equals(request.headers().get("accept"))) {
            throw new Refused(Reply.of(406, ""));
        }
        if (!request.body().isEmpty()
                && !WebhookDialect.MEDIA_TYPE.equals(request.headers().get("content-type"))) {
            throw new Refused(Reply.of(415, ""));
        }
        return switch (request.method() + " " + request.path()) {
            case "GET /" -> spoken(Json.write(Map.of("include", List.of(filter))));
            case "GET /records" -> spoken(Json.write(list()));
            case "POST /adjustendpoints" -> spoken(Json.write(adjusted(Json.parse(request.body()))));
            case "POST /records" -> {
                requireWrite(FAILED);
                apply(Json.parse(request.body()));
                yield Reply.of(204, "");
            }
            default -> throw new Refused(Reply.of(404, "404 page not found"));
        };
    }

    private Reply spoken(String body) {
        return Reply.of(200, body).with("Content-Type", mediaType);
    }

    private List<Map<String, Object>> list() {
        List<Map<String, Object>> all = new ArrayList<>();
        all.add(Map.of("dnsName", "www.other.example", "recordType", "A", "targets", List.of("192.0.2.99")));
        all.add(Map.of("dnsName", zone(), "recordType", "MX", "targets", List.of("10 mail." + zone())));
        served().values().forEach(set -> {
            Map<String, Object> members = new LinkedHashMap<>(new Endpoint(set, Map.of()).json(zone()));
            if (!saysTtl) {
                members.remove("recordTTL");
            }
            members.put("labels", Map.of());
            members.put("providerSpecific", properties.get(set.key()));
            all.add(members);
        });
        return all;
    }

    private List<Map<String, Object>> adjusted(Json endpoints) throws MalformedAnswerException {
        List<Map<String, Object>> adjusted = new ArrayList<>();
        for (Json each : endpoints.items()) {
            Endpoint sent = read(each);
            adjusted.add(sent.with(new RecordSet(
                            sent.set().key(),
                            Duration.ofSeconds(
                                    Math.max(LEAST_TTL, sent.set().ttl().toSeconds())),
                            sent.set().values()))
                    .json(zone()));
        }
        return adjusted;
    }

    private Endpoint read(Json endpoint) throws MalformedAnswerException {
        RecordKey key = Endpoint.key(endpoint, zone()).orElseThrow();
        for (String target : endpoint.get("targets").texts()) {
            boolean text = key.type() == RecordType.TXT;
            if (text != target.startsWith("\"") || target.endsWith(".")) {
                throw new MalformedAnswerException("not as external-dns has it: " + target);
            }
        }
        return Endpoint.read(key, endpoint, zone());
    }

    private void apply(Json changes) throws Refused, MalformedAnswerException {
        List<Json> old = changes.get("updateOld").items();
        List<Json> made = changes.get("updateNew").items();
        if (old.size() != made.size()) {
            throw new Refused(FAILED);
        }
        for (Json each : changes.get("delete").items()) {
            remove(read(each));
        }
        for (Json each : changes.get("create").items()) {
            store(read(each), false);
        }
        for (int i = 0; i < made.size(); i++) {
            Endpoint before = read(old.get(i));
            Endpoint after = read(made.get(i));
            if (!before.set().key().equals(after.set().key())) {
                throw new Refused(FAILED);
            }
            store(after, true);
        }
    }

    private void remove(Endpoint endpoint) throws Refused {
        RecordKey key = endpoint.set().key();
        if (!endpoint.set().equals(served().get(key))
                || !endpoint.properties().isEmpty() && !properties.containsKey(key)) {
            throw new Refused(FAILED);
        }
        properties.remove(key);
        served().remove(key);
        remember();
    }

    private void store(Endpoint endpoint, boolean there) throws Refused {
        RecordSet set = endpoint.set();
        if (served().containsKey(set.key()) != there || set.ttl().toSeconds() < LEAST_TTL) {
            throw new Refused(FAILED);
        }
        properties.remove(set.key());
        endpoint.properties().forEach((name, value) -> mark(set.key(), name, value));
        put(set);
    }

    /** What is adjusted is not changed by that. */
    @Override
    public boolean inject(DnsProviderContract.Fault fault) {
        Predicate<Request> change = request -> (request.method() + request.path()).equals("POST/records");
        switch (fault) {
            case LOSE_NEXT_ANSWER -> api().loseNextAnswer(change);
            case REFUSE_NEXT_CHANGE -> api().failNext(change, words().invalid());
            default -> {
                return super.inject(fault);
            }
        }
        return true;
    }

    @Override
    protected Words words() {
        return new Words(Reply.of(429, "").patiently(), Reply.of(401, ""), Reply.of(400, "{\"error\":\"bad target\"}"));
    }
}
