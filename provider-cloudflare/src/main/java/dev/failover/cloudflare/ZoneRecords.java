package dev.failover.cloudflare;

import dev.failover.component.RejectedException;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.http.ApiAnswer;
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
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The records of one zone. Thread-safe. */
final class ZoneRecords {
    /** 20,000 records in 100 pages; a page stays far below a mebibyte. */
    private static final int PER_PAGE = 200;

    /** Above that, the whole zone takes fewer requests than its names one by one, as a rule. */
    private static final int MOST_NAMES = 20;

    private final JsonApi api;
    private final Zone zone;
    private volatile @Nullable String zoneId;

    /** @param zoneId null to look it up by the zone's name */
    ZoneRecords(JsonApi api, Zone zone, @Nullable String zoneId) {
        this.api = api;
        this.zone = zone;
        this.zoneId = zoneId;
    }

    /** The zone's id; asked for once. */
    String zoneId(Deadline deadline) throws InterruptedException {
        String known = zoneId;
        if (known == null) {
            known = lookUp(deadline);
            zoneId = known;
        }
        return known;
    }

    private String lookUp(Deadline deadline) throws InterruptedException {
        List<String> ids = api.read(
                        ApiRequest.get("/zones?name=" + ApiRequest.encoded(zone.name())),
                        deadline,
                        body -> ids(result(body)))
                .orThrow();
        if (ids.size() != 1) {
            throw new RejectedException(
                    "%s shows token %s zones named %s; give token the permission DNS Write for this zone, or set zone-id."
                            .formatted(api.host(), ids.isEmpty() ? "no" : "several", zone.name()));
        }
        return ids.get(0);
    }

    private static List<String> ids(Json zones) throws MalformedAnswerException {
        List<String> ids = new ArrayList<>();
        for (Json each : zones.items()) {
            ids.add(each.get("id").text());
        }
        return ids;
    }

    /**
     * The records under the names of these keys, by key; those of other types too, as Cloudflare stands in front of all addresses of a
     * name if it does so of one.
     */
    Map<RecordKey, List<StoredRecord>> find(Collection<RecordKey> keys, Deadline deadline) throws InterruptedException {
        Set<String> names = keys.stream().map(RecordKey::name).collect(Collectors.toSet());
        List<StoredRecord> listed = new ArrayList<>();
        if (names.size() > MOST_NAMES) {
            listed.addAll(list("", deadline));
        } else {
            for (String name : names) {
                String whole = new RecordKey(name, keys.iterator().next().type()).in(zone.name());
                listed.addAll(list("&name.exact=" + ApiRequest.encoded(whole), deadline));
            }
        }
        return listed.stream()
                .filter(record -> names.contains(record.key().name()))
                .collect(Collectors.groupingBy(StoredRecord::key, LinkedHashMap::new, Collectors.toList()));
    }

    private List<StoredRecord> list(String filter, Deadline deadline) throws InterruptedException {
        String below = path(deadline) + "?per_page=" + PER_PAGE + filter + "&page=";
        return api.pages(ApiRequest.get(below + 1), deadline, (body, reply) -> page(body, below));
    }

    private JsonApi.Page<StoredRecord> page(Json body, String below) throws MalformedAnswerException {
        List<StoredRecord> records = new ArrayList<>();
        for (Json listed : result(body).items()) {
            StoredRecord.read(listed, zone.name()).ifPresent(records::add);
        }
        Json info = body.get("result_info");
        long page = info.get("page").number();
        boolean last = page >= info.get("total_pages").number();
        return new JsonApi.Page<>(records, last ? Optional.empty() : Optional.of(ApiRequest.get(below + (page + 1))));
    }

    /** What an answer holds; every answer says, besides its status, whether it did as asked. */
    static Json result(Json body) throws MalformedAnswerException {
        if (!body.get("success").flag()) {
            throw new MalformedAnswerException("\"success\" is false in an answer that says otherwise");
        }
        return body.get("result");
    }

    /** Hands over edits, all of which are made or none. */
    ApiAnswer<Boolean> change(Map<String, ?> batch, Deadline deadline) throws InterruptedException {
        return write("/batch", batch, deadline);
    }

    /** Adds one record. */
    ApiAnswer<Boolean> add(RecordSet desired, String value, Deadline deadline) throws InterruptedException {
        return write("", Batch.addition(desired, value, zone), deadline);
    }

    private ApiAnswer<Boolean> write(String below, Map<String, ?> body, Deadline deadline) throws InterruptedException {
        return api.call(ApiRequest.of("POST", path(deadline) + below, body), deadline, answer -> {
            result(answer);
            return true;
        });
    }

    private String path(Deadline deadline) throws InterruptedException {
        return "/zones/" + ApiRequest.encoded(zoneId(deadline)) + "/dns_records";
    }
}
