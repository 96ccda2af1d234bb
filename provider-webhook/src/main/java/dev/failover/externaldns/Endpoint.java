package dev.failover.externaldns;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.dns.ZoneFileText;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A record set as the protocol has it.
 *
 * @param set its TTL is zero if the server does not say which it has
 * @param properties what the vendor has besides ("proxied", say), by name; handed back as it came
 */
record Endpoint(RecordSet set, Map<String, String> properties) {
    /** Empty if it is of another zone, of a type that the library does not manage, or one of several under a name. */
    static Optional<RecordKey> key(Json listed, String zone) throws MalformedAnswerException {
        return listed.textIfAny("setIdentifier").isEmpty()
                ? RecordKey.of(
                        listed.get("dnsName").text(), listed.get("recordType").text(), zone)
                : Optional.empty();
    }

    static Endpoint read(RecordKey key, Json listed, String zone) throws MalformedAnswerException {
        Optional<Json> ttl = listed.find("recordTTL");
        Duration seconds = Duration.ofSeconds(ttl.isPresent() ? ttl.get().number() : 0);
        List<String> values = new ArrayList<>();
        for (String target : listed.get("targets").texts()) {
            // An alias without final dot is a whole name here.
            values.add(key.type() == RecordType.CNAME && !target.endsWith(".") ? target + "." : target);
        }
        Map<String, String> properties = new LinkedHashMap<>();
        Optional<Json> specific = listed.find("providerSpecific");
        for (Json each : specific.isPresent() ? specific.get().items() : List.<Json>of()) {
            properties.put(each.get("name").text(), each.get("value").text());
        }
        return new Endpoint(ZoneFileText.read(key, seconds, values, zone), properties);
    }

    /** Some servers list one for each value. */
    Endpoint joinedWith(Endpoint other, String zone) {
        Set<String> values = new HashSet<>(set.values());
        values.addAll(other.set.values());
        RecordSet joined = RecordSet.found(set.key(), zone, () -> new RecordSet(set.key(), set.ttl(), values));
        return new Endpoint(joined, properties);
    }

    /** The same of another record set. */
    Endpoint with(RecordSet desired) {
        return new Endpoint(desired, properties);
    }

    /** Whether that is there, as far as the server says. */
    boolean is(RecordSet desired) {
        return set.sameValues(desired) && (set.ttl().isZero() || set.ttl().equals(desired.ttl()));
    }

    /** As it is sent: text in quotes, as external-dns itself has it, and an alias without final dot. */
    Map<String, Object> json(String zone) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("dnsName", set.key().in(zone));
        members.put(
                "targets",
                ZoneFileText.write(set).stream()
                        .map(value -> set.key().type() == RecordType.CNAME ? value.replaceFirst("\\.$", "") : value)
                        .toList());
        members.put("recordType", set.key().type().name());
        members.put("recordTTL", set.ttl().toSeconds());
        if (!properties.isEmpty()) {
            members.put(
                    "providerSpecific",
                    properties.entrySet().stream()
                            .map(each -> Map.of("name", each.getKey(), "value", each.getValue()))
                            .toList());
        }
        return members;
    }
}
