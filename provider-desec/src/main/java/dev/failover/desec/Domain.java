package dev.failover.desec;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.ZoneFileText;
import dev.failover.http.ApiAnswer;
import dev.failover.http.ApiRequest;
import dev.failover.http.HttpReply;
import dev.failover.http.Json;
import dev.failover.http.JsonApi;
import dev.failover.http.MalformedAnswerException;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A domain's record sets. Thread-safe. */
final class Domain {
    private static final int NOT_FOUND = 404;

    /** Above that, a listing of all, in pages of 500, takes fewer requests as a rule. */
    private static final int MOST_SETS = 5;

    private static final Pattern NEXT = Pattern.compile("<[^>]*[?&]cursor=([^>&]*)[^>]*>; *rel=\"next\"");

    private final JsonApi api;
    private final String zone;
    private volatile @Nullable Duration leastTtl;

    Domain(JsonApi api, String zone) {
        this.api = api;
        this.zone = zone;
    }

    /** The least TTL that deSEC takes for this domain, asked for once: an hour, unless it has granted less. */
    Duration leastTtl(Deadline deadline) throws InterruptedException {
        Duration known = leastTtl;
        if (known == null) {
            long seconds = api.read(
                            ApiRequest.get("/domains/" + zone + "/"),
                            deadline,
                            body -> body.get("minimum_ttl").number())
                    .orThrow();
            known = Duration.ofSeconds(seconds);
            leastTtl = known;
        }
        return known;
    }

    /** What stands under these keys. */
    Map<RecordKey, RecordSet> find(Collection<RecordKey> keys, Deadline deadline) throws InterruptedException {
        Map<RecordKey, RecordSet> found = new LinkedHashMap<>();
        if (keys.size() > MOST_SETS) {
            list(deadline).stream().filter(set -> keys.contains(set.key())).forEach(set -> found.put(set.key(), set));
        } else {
            for (RecordKey key : keys) {
                find(key, deadline).ifPresent(set -> found.put(key, set));
            }
        }
        return found;
    }

    private Optional<RecordSet> find(RecordKey key, Deadline deadline) throws InterruptedException {
        ApiRequest request = ApiRequest.get(path(ApiRequest.encoded(key.name()) + "/" + key.type() + "/"));
        ApiAnswer<Optional<RecordSet>> answer = api.read(request, deadline, this::read);
        if (answer.isRefusedWith(NOT_FOUND)) {
            // So is a record set of a domain that is not there.
            leastTtl(deadline);
            return Optional.empty();
        }
        return answer.orThrow();
    }

    private List<RecordSet> list(Deadline deadline) throws InterruptedException {
        return api.pages(ApiRequest.get(path("?cursor=")), deadline, (body, reply) -> {
            List<RecordSet> sets = new ArrayList<>();
            for (Json each : body.items()) {
                read(each).ifPresent(sets::add);
            }
            return new JsonApi.Page<>(sets, next(reply));
        });
    }

    private Optional<ApiRequest> next(HttpReply reply) {
        Matcher next = NEXT.matcher(reply.header("Link").orElse(""));
        return next.find() ? Optional.of(ApiRequest.get(path("?cursor=" + next.group(1)))) : Optional.empty();
    }

    /** Empty if it is of a type that the library does not manage. */
    private Optional<RecordSet> read(Json set) throws MalformedAnswerException {
        Optional<RecordKey> key =
                RecordKey.of(set.get("name").text(), set.get("type").text(), zone);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        Duration ttl = Duration.ofSeconds(set.get("ttl").number());
        return Optional.of(ZoneFileText.read(key.get(), ttl, set.get("records").texts(), zone));
    }

    /**
     * Puts record sets in place, all of them or none.
     *
     * @param areNew whether none of them is there, so that deSEC is to refuse them if one is
     */
    ApiAnswer<Boolean> put(Collection<RecordSet> sets, boolean areNew, Deadline deadline) throws InterruptedException {
        List<Map<String, Object>> body = new ArrayList<>();
        for (RecordSet set : sets) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put(
                    "subname",
                    set.key().name().equals(RecordKey.APEX) ? "" : set.key().name());
            members.put("type", set.key().type().name());
            members.put("ttl", set.ttl().toSeconds());
            members.put("records", ZoneFileText.write(set));
            body.add(members);
        }
        return api.call(new ApiRequest(areNew ? "POST" : "PUT", path(""), Json.write(body)), deadline);
    }

    /** Takes record sets away, all of them or none: what has no records any more is gone. */
    ApiAnswer<Boolean> remove(Collection<RecordSet> sets, Deadline deadline) throws InterruptedException {
        List<Map<String, Object>> body = new ArrayList<>();
        for (RecordSet set : sets) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put(
                    "subname",
                    set.key().name().equals(RecordKey.APEX) ? "" : set.key().name());
            members.put("type", set.key().type().name());
            members.put("records", List.of());
            body.add(members);
        }
        return api.call(new ApiRequest("PATCH", path(""), Json.write(body)), deadline);
    }

    private String path(String below) {
        return "/domains/" + zone + "/rrsets/" + below;
    }
}
