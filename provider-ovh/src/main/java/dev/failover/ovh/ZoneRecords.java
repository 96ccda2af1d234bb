package dev.failover.ovh;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.RecordByRecord;
import dev.failover.dns.RecordEdit;
import dev.failover.dns.RecordEdit.ListedRecord;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.http.ApiAnswer;
import dev.failover.http.ApiRequest;
import dev.failover.http.Json;
import dev.failover.http.JsonApi;
import dev.failover.http.MalformedAnswerException;
import dev.failover.time.Attempts;
import dev.failover.time.Deadline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The records of one zone in their edited state, which is not what is served before {@link #refresh}. Thread-safe. */
final class ZoneRecords implements RecordByRecord.Vendor {
    /** OVH's usual default, for when the zone's own can't be read for lack of a right. */
    private static final long USUAL_TTL = 3600;

    private static final int MAX_LOOKS = 3;
    private static final int GONE = 404;

    private final JsonApi api;
    private final Attempts attempts;
    private final String zone;

    ZoneRecords(JsonApi api, Attempts attempts, String zone) {
        this.api = api;
        this.attempts = attempts;
        this.zone = zone;
    }

    /**
     * The records of exactly this name and type. A record may vanish between its listing and its reading, or be listed
     * before it can be read; the list is then asked for again.
     */
    @Override
    public List<ListedRecord> find(RecordKey key, Deadline deadline) throws InterruptedException {
        for (int look = 1; look <= MAX_LOOKS; look++) {
            Optional<List<ListedRecord>> records = look(key, deadline);
            if (records.isPresent()) {
                return records.get();
            }
            attempts.pauseBefore(look, deadline);
        }
        throw new UnavailableException(
                "The records of %s changed while they were read, %s times; is something else editing zone %s?"
                        .formatted(key, MAX_LOOKS, zone));
    }

    private Optional<List<ListedRecord>> look(RecordKey key, Deadline deadline) throws InterruptedException {
        List<ListedRecord> records = new ArrayList<>();
        for (long id : list(key.type().name(), subDomain(key), deadline)) {
            var answer = api.read(ApiRequest.get(path("/record/" + id)), deadline, body -> read(key, id, body));
            if (answer.isRefusedWith(GONE)) {
                return Optional.empty();
            }
            answer.orThrow().ifPresent(records::add);
        }
        return Optional.of(records);
    }

    /** The ids of the records that may be of this name: OVH's filter is an SQL LIKE, and knows no case. */
    List<Long> list(String fieldType, String subDomain, Deadline deadline) throws InterruptedException {
        String query = "?fieldType=" + fieldType + "&subDomain=" + ApiRequest.encoded(subDomain);
        return api.read(ApiRequest.get(path("/record" + query)), deadline, ZoneRecords::ids)
                .orThrow();
    }

    private static List<Long> ids(Json list) throws MalformedAnswerException {
        List<Long> ids = new ArrayList<>();
        for (Json id : list.items()) {
            ids.add(id.number());
        }
        return ids;
    }

    /** Empty if it is of another name or type. */
    private Optional<ListedRecord> read(RecordKey key, long id, Json record) throws MalformedAnswerException {
        Json name = record.get("subDomain");
        String subDomain = name.isNull() ? "" : name.text().toLowerCase(Locale.ROOT);
        String fieldType = record.get("fieldType").text();
        String target = record.get("target").text();
        Json ttl = record.get("ttl");
        long seconds = ttl.isNull() ? 0 : ttl.number();
        return subDomain.equals(subDomain(key)) && fieldType.equals(key.type().name())
                ? Optional.of(Target.record(key, zone, id, target, seconds))
                : Optional.empty();
    }

    /** Makes one edit. A record that is gone is as good as deleted, but can't be edited: look again. */
    @Override
    public void edit(RecordEdit edit, RecordSet desired, Deadline deadline) throws InterruptedException {
        if (edit instanceof RecordEdit.Put put) {
            String path = path("/record/" + put.record().id());
            var answer = api.call(ApiRequest.of("PUT", path, body(desired, put.value())), deadline);
            if (answer.isRefusedWith(GONE)) {
                throw new UnavailableException(
                        "Record %s of %s is gone from zone %s; its records must be looked up again."
                                .formatted(put.record().id(), desired.key(), zone));
            }
            answer.orThrow();
        } else if (edit instanceof RecordEdit.Post post) {
            Map<String, Object> body = body(desired, post.value());
            body.put("fieldType", desired.key().type().name());
            // The answer's id is not read: it is 0 at times, and a later look finds the record anyway.
            api.call(ApiRequest.of("POST", path("/record"), body), deadline).orThrow();
        } else if (edit instanceof RecordEdit.Delete delete) {
            String path = path("/record/" + delete.record().id());
            ApiAnswer<Boolean> answer = api.call(ApiRequest.of("DELETE", path), deadline);
            if (!answer.isRefusedWith(GONE)) {
                answer.orThrow();
            }
        }
    }

    private static Map<String, Object> body(RecordSet desired, String value) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("subDomain", subDomain(desired.key()));
        body.put("target", Target.write(desired.key().type(), value));
        body.put("ttl", desired.ttl().toSeconds());
        return body;
    }

    /** Has everything that was edited in the zone served; OVH answers before its name servers do. */
    void refresh(Deadline deadline) throws InterruptedException {
        api.read(ApiRequest.of("POST", path("/refresh")), deadline, body -> true)
                .orThrow();
    }

    /** What a TTL of 0 means in this zone. */
    long defaultTtl(Deadline deadline) throws InterruptedException {
        try {
            return api.read(
                            ApiRequest.get(path("/soa")),
                            deadline,
                            soa -> soa.get("ttl").number())
                    .orThrow();
        } catch (RejectedException e) {
            return USUAL_TTL;
        }
    }

    private String path(String below) {
        return "/domain/zone/" + zone + below;
    }

    /** The apex has an empty name at OVH; a record named "@" would be another one. */
    private static String subDomain(RecordKey key) {
        return key.name().equals(RecordKey.APEX) ? "" : key.name();
    }
}
