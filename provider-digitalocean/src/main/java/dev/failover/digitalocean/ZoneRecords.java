package dev.failover.digitalocean;

import dev.failover.component.UnavailableException;
import dev.failover.dns.RecordByRecord;
import dev.failover.dns.RecordEdit;
import dev.failover.dns.RecordEdit.ListedRecord;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.http.ApiAnswer;
import dev.failover.http.ApiRequest;
import dev.failover.http.Json;
import dev.failover.http.JsonApi;
import dev.failover.http.MalformedAnswerException;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The records of one zone. Thread-safe. */
final class ZoneRecords implements RecordByRecord.Vendor {
    /** The most that a page may have. */
    private static final int PER_PAGE = 200;

    private static final int GONE = 404;

    /** DigitalOcean's word for the zone itself, in names and in what an alias points at. */
    private static final String ITSELF = "@";

    private final JsonApi api;
    private final String zone;

    ZoneRecords(JsonApi api, String zone) {
        this.api = api;
        this.zone = zone;
    }

    /** The link to the next page forgets what was asked for, and the total counts others, too: a full page is not the last. */
    @Override
    public List<ListedRecord> find(RecordKey key, Deadline deadline) throws InterruptedException {
        String below = path(
                "?name=%s&type=%s&per_page=%s&page=".formatted(ApiRequest.encoded(key.in(zone)), key.type(), PER_PAGE));
        int[] page = {1};
        return api.pages(ApiRequest.get(below + 1), deadline, (body, reply) -> {
            List<Json> listed = body.get("domain_records").items();
            List<ListedRecord> records = new ArrayList<>();
            for (Json each : listed) {
                read(key, each).ifPresent(records::add);
            }
            return new JsonApi.Page<>(
                    records,
                    listed.size() < PER_PAGE ? Optional.empty() : Optional.of(ApiRequest.get(below + ++page[0])));
        });
    }

    /** Empty if it is of another name or type. */
    private Optional<ListedRecord> read(RecordKey key, Json listed) throws MalformedAnswerException {
        String id = Long.toString(listed.get("id").number());
        String name = listed.get("name").text().toLowerCase(Locale.ROOT);
        if (!name.equals(key.name())
                || !listed.get("type").text().equals(key.type().name())) {
            return Optional.empty();
        }
        long ttl = listed.get("ttl").number();
        String data = listed.get("data").text();
        try {
            RecordSet alone = RecordSet.of(key, Duration.ofSeconds(ttl), value(key.type(), data));
            return Optional.of(new ListedRecord(id, alone.values().iterator().next(), ttl));
        } catch (IllegalArgumentException e) {
            throw new MalformedAnswerException("record " + id + " can't be of type " + key.type());
        }
    }

    private String value(RecordType type, String data) {
        return type != RecordType.CNAME || data.endsWith(".") ? data : (data.equals(ITSELF) ? zone : data) + ".";
    }

    @Override
    public void edit(RecordEdit edit, RecordSet desired, Deadline deadline) throws InterruptedException {
        if (edit instanceof RecordEdit.Put put) {
            ApiAnswer<Boolean> answer = update(put.record().id(), desired, put.value(), deadline);
            if (answer.isRefusedWith(GONE)) {
                throw new UnavailableException(
                        "Record %s of %s is gone from zone %s; its records must be looked up again."
                                .formatted(put.record().id(), desired.key(), zone));
            }
            answer.orThrow();
        } else if (edit instanceof RecordEdit.Post post) {
            create(desired, post.value(), deadline).orThrow();
        } else if (edit instanceof RecordEdit.Delete delete) {
            ApiRequest request =
                    ApiRequest.of("DELETE", path("/" + delete.record().id()));
            ApiAnswer<Boolean> answer = api.call(request, deadline);
            if (!answer.isRefusedWith(GONE)) {
                answer.orThrow();
            }
        }
    }

    ApiAnswer<Boolean> update(String id, RecordSet desired, String value, Deadline deadline)
            throws InterruptedException {
        return api.call(ApiRequest.of("PUT", path("/" + id), body(desired, value)), deadline);
    }

    ApiAnswer<Boolean> create(RecordSet desired, String value, Deadline deadline) throws InterruptedException {
        return api.call(ApiRequest.of("POST", path(""), body(desired, value)), deadline);
    }

    private static Map<String, Object> body(RecordSet desired, String value) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", desired.key().type().name());
        body.put("name", desired.key().name());
        body.put("data", value);
        body.put("ttl", desired.ttl().toSeconds());
        return body;
    }

    private String path(String below) {
        return "/domains/" + zone + "/records" + below;
    }
}
