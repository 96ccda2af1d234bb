package dev.failover.google;

import dev.failover.component.RejectedException;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.ZoneFileText;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A record set as Google has it: only exactly so can it be taken away.
 *
 * @param name whole, with final dot
 * @param policy whether a routing policy chooses the values
 */
record StoredSet(RecordKey key, String name, long ttl, List<String> values, boolean policy) {
    /** Empty if it is of a name or type that the library does not manage. */
    static Optional<StoredSet> read(Json listed, String zone) throws MalformedAnswerException {
        String name = listed.get("name").text();
        Optional<RecordKey> key = RecordKey.of(name, listed.get("type").text(), zone);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        Optional<Json> values = listed.find("rrdatas");
        Optional<Json> ttl = listed.find("ttl");
        return Optional.of(new StoredSet(
                key.get(),
                name,
                ttl.isPresent() ? ttl.get().number() : 0,
                values.isPresent() ? values.get().texts() : List.of(),
                listed.find("routingPolicy").isPresent()));
    }

    /** A record set that is to be there. */
    static StoredSet of(RecordSet desired, String zone) {
        return new StoredSet(
                desired.key(),
                desired.key().in(zone) + ".",
                desired.ttl().toSeconds(),
                ZoneFileText.write(desired),
                false);
    }

    /** @throws RejectedException if Google decides what is served */
    RecordSet recordSet(String zone) {
        if (policy) {
            throw new RejectedException(
                    "%s in zone %s has a routing policy, by which Google decides what is served; remove the policy, or manage another name."
                            .formatted(key, zone));
        }
        return ZoneFileText.read(key, Duration.ofSeconds(ttl), values, zone);
    }

    /** As the API takes it. */
    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("name", name);
        members.put("type", key.type().name());
        members.put("ttl", ttl);
        members.put("rrdatas", values);
        return members;
    }
}
