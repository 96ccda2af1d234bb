package dev.failover.google;

import dev.failover.dns.RecordKey;
import dev.failover.http.ApiAnswer;
import dev.failover.http.ApiRequest;
import dev.failover.http.Json;
import dev.failover.http.JsonApi;
import dev.failover.http.MalformedAnswerException;
import dev.failover.time.Attempts;
import dev.failover.time.Deadline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One managed zone: what is in it, and changes to it. Thread-safe. */
final class ManagedZone {
    /** Above that, the whole zone takes fewer requests than its record sets one by one, as a rule. */
    private static final int MOST_KEYS = 20;

    private final JsonApi api;
    private final Attempts attempts;
    private final String zone;
    private final String path;

    ManagedZone(JsonApi api, Attempts attempts, String zone, String project, String managedZone) {
        this.api = api;
        this.attempts = attempts;
        this.zone = zone;
        this.path = "/projects/" + ApiRequest.encoded(project) + "/managedZones/" + ApiRequest.encoded(managedZone);
    }

    /** What a zone says of itself. */
    record About(String dnsName, String visibility) {}

    About about(Deadline deadline) throws InterruptedException {
        return api.read(
                        ApiRequest.get(path),
                        deadline,
                        body -> new About(body.get("dnsName").text(), body.textIfAny("visibility")))
                .orThrow();
    }

    /** What stands under these keys; nothing for those under which nothing does. */
    Map<RecordKey, StoredSet> find(Collection<RecordKey> keys, Deadline deadline) throws InterruptedException {
        List<StoredSet> listed = new ArrayList<>();
        if (keys.size() > MOST_KEYS) {
            listed.addAll(list("", deadline));
        } else {
            for (RecordKey key : keys) {
                listed.addAll(
                        list("?name=" + ApiRequest.encoded(key.in(zone) + ".") + "&type=" + key.type(), deadline));
            }
        }
        Set<RecordKey> wanted = new HashSet<>(keys);
        Map<RecordKey, StoredSet> found = new LinkedHashMap<>();
        listed.stream().filter(each -> wanted.contains(each.key())).forEach(each -> found.put(each.key(), each));
        return found;
    }

    private List<StoredSet> list(String filter, Deadline deadline) throws InterruptedException {
        String from = path + "/rrsets" + filter;
        return api.pages(ApiRequest.get(from), deadline, (body, reply) -> page(body, from));
    }

    private JsonApi.Page<StoredSet> page(Json body, String from) throws MalformedAnswerException {
        List<StoredSet> sets = new ArrayList<>();
        for (Json listed : body.get("rrsets").items()) {
            StoredSet.read(listed, zone).ifPresent(sets::add);
        }
        String next = body.textIfAny("nextPageToken");
        return new JsonApi.Page<>(
                sets,
                next.isEmpty()
                        ? Optional.empty()
                        : Optional.of(ApiRequest.get(
                                from + (from.contains("?") ? "&" : "?") + "pageToken=" + ApiRequest.encoded(next))));
    }

    /** Something that Google carries out after it has answered. */
    private record Change(String id, String status) {
        static Change read(Json body) throws MalformedAnswerException {
            return new Change(body.get("id").text(), body.get("status").text());
        }

        boolean isDone() {
            return status.equals("done");
        }
    }

    /**
     * Takes away exactly what is named, and adds what takes its place, all of it or nothing; returns once the name servers have it.
     *
     * @param removed as it was found
     * @return refused if one was not there so, or what is added is there
     */
    ApiAnswer<Boolean> change(List<StoredSet> removed, List<StoredSet> added, Deadline deadline)
            throws InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("deletions", removed.stream().map(StoredSet::members).toList());
        body.put("additions", added.stream().map(StoredSet::members).toList());
        ApiAnswer<Change> answer = api.call(ApiRequest.of("POST", path + "/changes", body), deadline, Change::read);
        if (answer instanceof ApiAnswer.Refused<Change> refused) {
            return new ApiAnswer.Refused<>(refused.refusal(), refused.exception());
        }
        Change change = answer.orThrow();
        if (!change.isDone()) {
            String status = path + "/changes/" + ApiRequest.encoded(change.id());
            attempts.await(deadline, within -> {
                Change now =
                        api.call(ApiRequest.get(status), within, Change::read).orThrow();
                return now.isDone() ? Optional.of(now) : Optional.empty();
            });
        }
        return new ApiAnswer.Done<>(true);
    }

    /** Which of these permissions the account has; Google may name more than it has, and never fewer. */
    List<String> granted(List<String> permissions, Deadline deadline) throws InterruptedException {
        return api.read(
                        ApiRequest.of("POST", path + ":testIamPermissions", Map.of("permissions", permissions)),
                        deadline,
                        body -> {
                            Optional<Json> granted = body.find("permissions");
                            return granted.isPresent() ? granted.get().texts() : List.<String>of();
                        })
                .orThrow();
    }
}
