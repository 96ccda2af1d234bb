package dev.failover.hetzner;

import dev.failover.component.RejectedException;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.dns.SetBySet;
import dev.failover.dns.ZoneApi;
import dev.failover.dns.ZoneFileText;
import dev.failover.http.ApiAnswer;
import dev.failover.http.ApiRequest;
import dev.failover.http.Json;
import dev.failover.http.JsonApi;
import dev.failover.http.MalformedAnswerException;
import dev.failover.time.Attempts;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The record sets of one zone. What changes one is an action that Hetzner carries out later, and is waited for. Thread-safe. */
final class RecordSets implements SetBySet.Vendor {
    private static final int NOT_FOUND = 404;

    private final JsonApi api;
    private final Attempts attempts;
    private final String zone;

    RecordSets(ZoneApi at) {
        this.api = at.api();
        this.attempts = at.attempts();
        this.zone = at.zone();
    }

    @Override
    public Optional<RecordSet> find(RecordKey key, Deadline deadline) throws InterruptedException {
        ApiAnswer<Listed> answer =
                api.read(ApiRequest.get(path(key, "")), deadline, body -> Listed.read(body.get("rrset")));
        if (answer.isRefusedWith(NOT_FOUND)) {
            // So is a record set of a zone that is not there.
            requireZone(deadline);
            return Optional.empty();
        }
        Listed found = answer.orThrow();
        long ttl = found.ttl().isPresent() ? found.ttl().getAsLong() : requireZone(deadline);
        return Optional.of(ZoneFileText.read(key, Duration.ofSeconds(ttl), found.values(), zone));
    }

    /** @param ttl its own, in seconds; empty if it has none */
    private record Listed(OptionalLong ttl, List<String> values) {
        static Listed read(Json set) throws MalformedAnswerException {
            Optional<Json> ttl = set.find("ttl");
            List<String> values = new ArrayList<>();
            for (Json record : set.get("records").items()) {
                values.add(record.get("value").text());
            }
            return new Listed(ttl.isPresent() ? OptionalLong.of(ttl.get().number()) : OptionalLong.empty(), values);
        }
    }

    /**
     * The zone's own TTL, in seconds, for record sets that have none.
     *
     * @throws RejectedException if the zone is not there, or not one to be changed
     */
    long requireZone(Deadline deadline) throws InterruptedException {
        return api.read(ApiRequest.get("/zones/" + zone), deadline, body -> zoneTtl(body.get("zone")))
                .orThrow();
    }

    private long zoneTtl(Json found) throws MalformedAnswerException {
        if (!found.get("mode").text().equals("primary")) {
            throw new RejectedException(
                    "Zone %s is a secondary zone at Hetzner, which is changed at its primary server; name that one."
                            .formatted(zone));
        }
        return found.get("ttl").number();
    }

    @Override
    public boolean create(RecordSet desired, Deadline deadline) throws InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", desired.key().name());
        body.put("type", desired.key().type().name());
        body.put("ttl", desired.ttl().toSeconds());
        body.put("records", records(desired));
        return act("/zones/" + zone + "/rrsets", body, deadline);
    }

    /** The values first: a TTL is a change of its own. */
    @Override
    public void replace(RecordSet found, RecordSet desired, Deadline deadline) throws InterruptedException {
        if (!found.sameValues(desired)) {
            act(path(desired.key(), "/actions/set_records"), Map.of("records", records(desired)), deadline);
        }
        if (!found.ttl().equals(desired.ttl())) {
            act(
                    path(desired.key(), "/actions/change_ttl"),
                    Map.of("ttl", desired.ttl().toSeconds()),
                    deadline);
        }
    }

    private static List<Map<String, String>> records(RecordSet desired) {
        return ZoneFileText.write(desired).stream()
                .map(value -> Map.of("value", value))
                .toList();
    }

    /** Changes nothing, as nobody has this record set; unless somebody has. */
    ApiAnswer<Boolean> changeNothing(Deadline deadline) throws InterruptedException {
        String path = path(new RecordKey("_failover-check", RecordType.TXT), "/actions/change_ttl");
        return api.call(ApiRequest.of("POST", path, Map.of("ttl", 3600)), deadline);
    }

    /** Has an action carried out, to its end. */
    private boolean act(String path, Map<String, ?> body, Deadline deadline) throws InterruptedException {
        ApiAnswer<Action> answer =
                api.call(ApiRequest.of("POST", path, body), deadline, reply -> Action.read(reply.get("action")));
        if (answer.isRefusedAs(HetznerDialect::isThere)) {
            return false;
        }
        awaitEnd(answer.orThrow(), path, deadline);
        return true;
    }

    /** Takes a record set away; one that is gone already is as good. */
    void delete(RecordKey key, Deadline deadline) throws InterruptedException {
        String path = path(key, "");
        ApiAnswer<Action> answer =
                api.call(ApiRequest.of("DELETE", path), deadline, reply -> Action.read(reply.get("action")));
        if (!answer.isRefusedWith(NOT_FOUND)) {
            awaitEnd(answer.orThrow(), path, deadline);
        }
    }

    private void awaitEnd(Action begun, String path, Deadline deadline) throws InterruptedException {
        Action action = begun;
        if (!action.isOver()) {
            ApiRequest look = ApiRequest.get("/actions/" + action.id());
            action = attempts.await(
                    deadline,
                    within -> Optional.of(api.call(look, within, reply -> Action.read(reply.get("action")))
                                    .orThrow())
                            .filter(Action::isOver));
        }
        action.requireSuccess(path);
    }

    private String path(RecordKey key, String below) {
        return "/zones/%s/rrsets/%s/%s%s".formatted(zone, ApiRequest.encoded(key.name()), key.type(), below);
    }
}
