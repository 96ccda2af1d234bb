package dev.failover.hetzner;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.SetBySet;
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

/** The record sets of one zone. What changes one is an action that Hetzner carries out later, and is waited for. Thread-safe. */
final class RecordSets implements SetBySet.Vendor {
    private static final int NOT_FOUND = 404;

    private final JsonApi api;
    private final Attempts attempts;
    private final String zone;

    RecordSets(JsonApi api, Attempts attempts, String zone) {
        this.api = api;
        this.attempts = attempts;
        this.zone = zone;
    }

    @Override
    public Optional<RecordSet> find(RecordKey key, Deadline deadline) throws InterruptedException {
        ApiAnswer<Json> answer = api.read(ApiRequest.get(path(key, "")), deadline, body -> body.get("rrset"));
        if (answer.isRefusedWith(NOT_FOUND)) {
            // So is a record set of a zone that is not there.
            requireZone(deadline);
            return Optional.empty();
        }
        Json found = answer.orThrow();
        try {
            Optional<Json> own = found.find("ttl");
            long ttl = own.isPresent() ? own.get().number() : requireZone(deadline);
            List<String> values = new ArrayList<>();
            for (Json record : found.get("records").items()) {
                values.add(record.get("value").text());
            }
            return Optional.of(ZoneFileText.read(key, Duration.ofSeconds(ttl), values, zone));
        } catch (MalformedAnswerException e) {
            throw new UnavailableException(
                    "Hetzner's answer about %s is not what it documents: %s".formatted(key, e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new RejectedException(
                    "What zone %s has as %s can't be a record set; put it right by hand: %s"
                            .formatted(zone, key, e.getMessage()),
                    e);
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

    /** Has an action carried out, to its end. */
    private boolean act(String path, Map<String, ?> body, Deadline deadline) throws InterruptedException {
        ApiAnswer<Action> answer =
                api.call(ApiRequest.of("POST", path, body), deadline, reply -> Action.read(reply.get("action")));
        if (answer instanceof ApiAnswer.Refused<Action> refused
                && refused.refusal().code().equals(HetznerDialect.EXISTS)) {
            return false;
        }
        Action action = answer.orThrow();
        if (!action.isOver()) {
            ApiRequest look = ApiRequest.get("/actions/" + action.id());
            action = attempts.await(
                    deadline,
                    within -> Optional.of(api.call(look, within, reply -> Action.read(reply.get("action")))
                                    .orThrow())
                            .filter(Action::isOver));
        }
        action.requireSuccess(path);
        return true;
    }

    private String path(RecordKey key, String below) {
        return "/zones/%s/rrsets/%s/%s%s".formatted(zone, ApiRequest.encoded(key.name()), key.type(), below);
    }
}
