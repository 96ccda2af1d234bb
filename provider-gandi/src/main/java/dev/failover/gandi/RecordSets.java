package dev.failover.gandi;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.SetBySet;
import dev.failover.dns.ZoneFileText;
import dev.failover.http.ApiAnswer;
import dev.failover.http.ApiRequest;
import dev.failover.http.JsonApi;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The record sets of one zone. Thread-safe. */
final class RecordSets implements SetBySet.Vendor {
    private static final int NOT_FOUND = 404;

    private final JsonApi api;
    private final String zone;

    RecordSets(JsonApi api, String zone) {
        this.api = api;
        this.zone = zone;
    }

    @Override
    public Optional<RecordSet> find(RecordKey key, Deadline deadline) throws InterruptedException {
        ApiAnswer<RecordSet> answer = api.read(
                ApiRequest.get(path(key)),
                deadline,
                body -> ZoneFileText.read(
                        key,
                        Duration.ofSeconds(body.get("rrset_ttl").number()),
                        body.get("rrset_values").texts(),
                        zone));
        if (answer.isRefusedWith(NOT_FOUND)) {
            // So is a record set of a zone that is not there.
            requireZone(deadline);
            return Optional.empty();
        }
        return Optional.of(answer.orThrow());
    }

    /** @throws dev.failover.component.RejectedException if the zone is not there */
    void requireZone(Deadline deadline) throws InterruptedException {
        api.read(
                        ApiRequest.get("/domains/" + zone),
                        deadline,
                        body -> body.get("fqdn").text())
                .orThrow();
    }

    @Override
    public boolean create(RecordSet desired, Deadline deadline) throws InterruptedException {
        ApiAnswer<Boolean> answer = write("POST", desired, deadline);
        if (answer.isRefusedWith(GandiDialect.EXISTS)) {
            return false;
        }
        return answer.orThrow();
    }

    @Override
    public void replace(RecordSet found, RecordSet desired, Deadline deadline) throws InterruptedException {
        write("PUT", desired, deadline).orThrow();
    }

    /** Takes a record set away; one that is gone already is as good. */
    void delete(RecordKey key, Deadline deadline) throws InterruptedException {
        ApiAnswer<Boolean> answer = api.call(ApiRequest.of("DELETE", path(key)), deadline);
        if (!answer.isRefusedWith(NOT_FOUND)) {
            answer.orThrow();
        }
    }

    private ApiAnswer<Boolean> write(String method, RecordSet desired, Deadline deadline) throws InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("rrset_values", ZoneFileText.write(desired));
        body.put("rrset_ttl", desired.ttl().toSeconds());
        return api.call(ApiRequest.of(method, path(desired.key()), body), deadline);
    }

    private String path(RecordKey key) {
        return "/domains/%s/records/%s/%s".formatted(zone, ApiRequest.encoded(key.name()), key.type());
    }
}
