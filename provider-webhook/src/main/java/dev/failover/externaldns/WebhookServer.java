package dev.failover.externaldns;

import dev.failover.component.RejectedException;
import dev.failover.dns.RecordKey;
import dev.failover.http.ApiRequest;
import dev.failover.http.Json;
import dev.failover.http.JsonApi;
import dev.failover.http.MalformedAnswerException;
import dev.failover.time.Deadline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server of the protocol, as far as it concerns one zone. Thread-safe. */
final class WebhookServer {
    private final JsonApi api;
    private final String zone;

    WebhookServer(JsonApi api, String zone) {
        this.api = api;
        this.zone = zone;
    }

    /**
     * What a server says of itself.
     *
     * @param mediaType what it speaks
     * @param filters the domains that it serves; empty if it does not say
     */
    record Greeting(String mediaType, List<String> filters) {}

    Greeting greet(Deadline deadline) throws InterruptedException {
        return api.pages(ApiRequest.get("/"), deadline, (body, reply) -> {
                    List<String> filters = new ArrayList<>();
                    // "filters" in the specification, "include" in what external-dns itself sends.
                    for (String member : List.of("filters", "include")) {
                        Optional<Json> listed = body.find(member);
                        if (listed.isPresent()) {
                            filters.addAll(listed.get().texts());
                        }
                    }
                    Greeting greeting =
                            new Greeting(reply.header("Content-Type").orElse("nothing"), filters);
                    return new JsonApi.Page<>(List.of(greeting), Optional.empty());
                })
                .get(0);
    }

    /** What stands under these keys, of all that the server has: the protocol has no way to ask for less. */
    Map<RecordKey, Endpoint> list(Collection<RecordKey> keys, Deadline deadline) throws InterruptedException {
        return api.read(ApiRequest.get("/records"), deadline, body -> read(body, keys))
                .orThrow();
    }

    /** Whether the server has any record of the zone. */
    boolean hasZone(Deadline deadline) throws InterruptedException {
        return api.read(ApiRequest.get("/records"), deadline, body -> {
                    boolean found = false;
                    for (Json each : items(body)) {
                        found |= Endpoint.key(each, zone).isPresent();
                    }
                    return found;
                })
                .orThrow();
    }

    private Map<RecordKey, Endpoint> read(Json list, Collection<RecordKey> keys) throws MalformedAnswerException {
        Map<RecordKey, Endpoint> endpoints = new LinkedHashMap<>();
        for (Json each : items(list)) {
            Optional<RecordKey> key = Endpoint.key(each, zone).filter(keys::contains);
            if (key.isPresent()) {
                endpoints.merge(
                        key.get(), Endpoint.read(key.get(), each, zone), (one, other) -> one.joinedWith(other, zone));
            }
        }
        return endpoints;
    }

    /** A null is Go's empty list. */
    private static List<Json> items(Json list) throws MalformedAnswerException {
        return list.isNull() ? List.of() : list.items();
    }

    /**
     * What the server makes of desired record sets: another TTL, or properties of its vendor's.
     *
     * @throws RejectedException if it would leave one out, or give it other values
     */
    List<Endpoint> adjust(List<Endpoint> desired, Deadline deadline) throws InterruptedException {
        ApiRequest request = new ApiRequest("POST", "/adjustendpoints", Json.write(json(desired)));
        List<RecordKey> keys = desired.stream().map(each -> each.set().key()).toList();
        Map<RecordKey, Endpoint> adjusted =
                api.read(request, deadline, body -> read(body, keys)).orThrow();
        List<Endpoint> taken = new ArrayList<>();
        for (Endpoint each : desired) {
            Endpoint made = adjusted.get(each.set().key());
            if (made == null || !made.set().sameValues(each.set())) {
                throw new RejectedException("The server at %s would make %s of %s in zone %s; see its documentation."
                        .formatted(
                                api.host(),
                                made == null ? "nothing" : made.set().values(),
                                each.set(),
                                zone));
            }
            taken.add(made.set().ttl().isZero() ? made.with(each.set()) : made);
        }
        return taken;
    }

    /** Hands over what is to be made, and what is to be replaced by what. Whether all of it was made, the server alone knows. */
    void apply(List<Endpoint> create, List<Endpoint> old, List<Endpoint> made, Deadline deadline)
            throws InterruptedException {
        hand(create, old, made, List.of(), deadline);
    }

    /** Hands over what is to be taken away. */
    void remove(List<Endpoint> removed, Deadline deadline) throws InterruptedException {
        hand(List.of(), List.of(), List.of(), removed, deadline);
    }

    private void hand(
            List<Endpoint> create, List<Endpoint> old, List<Endpoint> made, List<Endpoint> delete, Deadline deadline)
            throws InterruptedException {
        Map<String, Object> changes = new LinkedHashMap<>();
        changes.put("create", json(create));
        changes.put("updateOld", json(old));
        changes.put("updateNew", json(made));
        changes.put("delete", json(delete));
        api.call(ApiRequest.of("POST", "/records", changes), deadline).orThrow();
    }

    private List<Map<String, Object>> json(List<Endpoint> endpoints) {
        return endpoints.stream().map(endpoint -> endpoint.json(zone)).toList();
    }
}
