package dev.failover.ovh;

import com.google.common.net.UrlEscapers;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The records of one zone in their edited state, which is not what is served before {@link #refresh}. Thread-safe. */
final class ZoneRecords {
    /** OVH's usual default, for when the zone's own can't be read for lack of a right. */
    private static final long USUAL_TTL = 3600;

    private static final int MAX_LOOKS = 3;

    private final OvhApi api;
    private final Attempts attempts;
    private final String zone;

    ZoneRecords(OvhApi api, Attempts attempts, String zone) {
        this.api = api;
        this.attempts = attempts;
        this.zone = zone;
    }

    /**
     * The records of exactly this name and type. A record may vanish between its listing and its reading, or be listed
     * before it can be read; the list is then asked for again.
     */
    List<ZoneRecord> find(RecordKey key, Deadline deadline) throws InterruptedException {
        for (int look = 1; look <= MAX_LOOKS; look++) {
            Optional<List<ZoneRecord>> records = look(key, deadline);
            if (records.isPresent()) {
                return records.get();
            }
            attempts.pauseAfter(look, deadline);
        }
        throw new UnavailableException(
                "The records of %s changed while they were read, %s times; is something else editing zone %s?"
                        .formatted(key, MAX_LOOKS, zone));
    }

    private Optional<List<ZoneRecord>> look(RecordKey key, Deadline deadline) throws InterruptedException {
        List<ZoneRecord> records = new ArrayList<>();
        for (long id : list(key, deadline)) {
            ApiRequest request = request(Right.READ_RECORD, "/record/" + id, "");
            Answer answer = attempts.twice(deadline, within -> api.call(request, within));
            if (answer.isNotFound()) {
                return Optional.empty();
            }
            try {
                read(key, id, answer.orThrow()).ifPresent(records::add);
            } catch (MalformedAnswerException e) {
                throw api.unexpected(request, e);
            }
        }
        return Optional.of(records);
    }

    /** The ids of the records that may be of this name: OVH's filter is an SQL LIKE, and knows no case. */
    private List<Long> list(RecordKey key, Deadline deadline) throws InterruptedException {
        return list(key.type().name(), subDomain(key), deadline);
    }

    List<Long> list(String fieldType, String subDomain, Deadline deadline) throws InterruptedException {
        String query = "?fieldType=" + fieldType + "&subDomain="
                + UrlEscapers.urlFormParameterEscaper().escape(subDomain);
        ApiRequest request = request(Right.LIST_RECORDS, "/record" + query, "");
        JsonElement answer =
                attempts.twice(deadline, within -> api.call(request, within)).orThrow();
        try {
            if (!(answer instanceof JsonArray array)) {
                throw new MalformedAnswerException("not a list of ids");
            }
            List<Long> ids = new ArrayList<>();
            for (JsonElement id : array) {
                ids.add(Json.asLong(id));
            }
            return ids;
        } catch (MalformedAnswerException e) {
            throw api.unexpected(request, e);
        }
    }

    /** The record, if it is one of the key's own. */
    private Optional<ZoneRecord> read(RecordKey key, long id, JsonElement answer) throws MalformedAnswerException {
        JsonObject record = Json.asObject(answer);
        String subDomain = Json.textOrNull(record, "subDomain").orElse("").toLowerCase(Locale.ROOT);
        String fieldType = Json.text(record, "fieldType");
        String target = Json.text(record, "target");
        JsonElement ttl = Json.member(record, "ttl");
        long seconds = ttl.isJsonNull() ? 0 : Json.asLong(ttl);
        if (!subDomain.equals(subDomain(key)) || !fieldType.equals(key.type().name())) {
            return Optional.empty();
        }
        return Optional.of(ZoneRecord.read(key, zone, id, target, seconds));
    }

    /** Makes one edit. A record that is gone is as good as deleted, but can't be edited: look again. */
    void edit(Edit edit, RecordSet desired, Deadline deadline) throws InterruptedException {
        if (edit instanceof Edit.Put put) {
            JsonObject body = body(desired, put.value());
            ApiRequest request =
                    request(Right.EDIT_RECORD, "/record/" + put.record().id(), Json.write(body));
            Answer answer = api.call(request, deadline);
            if (answer.isNotFound()) {
                throw new UnavailableException(
                        "Record %s of %s is gone from zone %s; its records must be looked up again."
                                .formatted(put.record().id(), desired.key(), zone));
            }
            answer.orThrow();
        } else if (edit instanceof Edit.Post post) {
            JsonObject body = body(desired, post.value());
            body.addProperty("fieldType", desired.key().type().name());
            // The answer's id is not read: it is 0 at times, and a later look finds the record anyway.
            api.call(request(Right.CREATE_RECORD, "/record", Json.write(body)), deadline)
                    .orThrow();
        } else if (edit instanceof Edit.Delete delete) {
            Answer answer = api.call(
                    request(Right.DELETE_RECORD, "/record/" + delete.record().id(), ""), deadline);
            if (!answer.isNotFound()) {
                answer.orThrow();
            }
        }
    }

    private JsonObject body(RecordSet desired, String value) {
        JsonObject body = new JsonObject();
        body.addProperty("subDomain", subDomain(desired.key()));
        body.addProperty("target", ZoneRecord.target(desired.key().type(), value));
        body.addProperty("ttl", desired.ttl().toSeconds());
        return body;
    }

    /** Has everything that was edited in the zone served; OVH answers before its name servers do. */
    void refresh(Deadline deadline) throws InterruptedException {
        ApiRequest request = request(Right.REFRESH, "/refresh", "");
        attempts.twice(deadline, within -> api.call(request, within)).orThrow();
    }

    /** What a TTL of 0 means in this zone. */
    long defaultTtl(Deadline deadline) throws InterruptedException {
        ApiRequest request = request(Right.READ_SOA, "/soa", "");
        try {
            Answer answer = attempts.twice(deadline, within -> api.call(request, within));
            return Json.asLong(Json.member(Json.asObject(answer.orThrow()), "ttl"));
        } catch (RejectedException e) {
            return USUAL_TTL;
        } catch (MalformedAnswerException e) {
            throw api.unexpected(request, e);
        }
    }

    private ApiRequest request(Right right, String below, String body) {
        return new ApiRequest(right.method(), "/domain/zone/" + zone + below, body, right);
    }

    /** The apex has an empty name at OVH; a record named "@" would be another one. */
    private static String subDomain(RecordKey key) {
        return key.name().equals(RecordKey.APEX) ? "" : key.name();
    }
}
