package dev.failover.route53;

import dev.failover.component.RejectedException;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * A record set as it is listed. It is kept word for word, for that is how it must be repeated to be deleted.
 *
 * @param listed with a TTL and records, unless it is not simple
 */
record StoredSet(RecordKey key, ResourceRecordSet listed) {
    /** What it is called that this is more than a name with values; empty if it is not more. */
    private String kind() {
        if (listed.aliasTarget() != null) {
            return "an alias of " + listed.aliasTarget().dnsName();
        }
        if (listed.setIdentifier() != null) {
            return routing() + " set \"" + listed.setIdentifier() + "\"";
        }
        if (listed.trafficPolicyInstanceId() != null) {
            return "made by traffic policy instance " + listed.trafficPolicyInstanceId();
        }
        boolean plain = Stream.of(
                        listed.weight(),
                        listed.regionAsString(),
                        listed.failoverAsString(),
                        listed.geoLocation(),
                        listed.geoProximityLocation(),
                        listed.cidrRoutingConfig(),
                        listed.multiValueAnswer(),
                        listed.healthCheckId())
                .allMatch(java.util.Objects::isNull);
        return plain ? "" : "a set with a routing policy or a health check";
    }

    private String routing() {
        if (listed.weight() != null) {
            return "a weighted";
        }
        if (listed.failoverAsString() != null) {
            return "a failover (" + listed.failoverAsString() + ")";
        }
        if (listed.regionAsString() != null) {
            return "a latency";
        }
        if (listed.geoLocation() != null || listed.geoProximityLocation() != null) {
            return "a geolocation";
        }
        if (listed.multiValueAnswer() != null) {
            return "a multivalue";
        }
        return "a routed";
    }

    /**
     * This, if it is one name with its values and nothing else.
     *
     * @throws RejectedException if Route 53 decides by more than the name what is answered, so that it is not ours to change
     */
    StoredSet orRefused(String zone) {
        String kind = kind();
        if (kind.isEmpty() && listed.ttl() != null && !listed.resourceRecords().isEmpty()) {
            return this;
        }
        throw new RejectedException(
                "%s in zone %s is %s; only simple record sets are managed: name another, or replace it by hand"
                        .formatted(key, zone, kind.isEmpty() ? "without a TTL or values" : kind));
    }

    /** The values as the library has them. */
    private Set<String> values() {
        return listed.resourceRecords().stream()
                .map(record -> RecordValue.read(key.type(), record.value()))
                .collect(Collectors.toSet());
    }

    /** @throws RejectedException if it can't be a record set of the library's */
    RecordSet read(String zone) {
        return RecordSet.found(key, zone, () -> new RecordSet(key, Duration.ofSeconds(listed.ttl()), values()));
    }

    /** A simple record set as it is to be created. */
    static StoredSet toCreate(RecordSet desired, String zone) {
        List<ResourceRecord> records = desired.values().stream()
                .map(value -> ResourceRecord.builder()
                        .value(RecordValue.write(desired.key().type(), value))
                        .build())
                .toList();
        return new StoredSet(
                desired.key(),
                ResourceRecordSet.builder()
                        .name(RecordName.write(desired.key(), zone))
                        .type(desired.key().type().name())
                        .ttl(desired.ttl().toSeconds())
                        .resourceRecords(records)
                        .build());
    }

    /** How many records it has. */
    int count() {
        return listed.resourceRecords().size();
    }

    /** How many characters its values have. */
    int characters() {
        return listed.resourceRecords().stream()
                .mapToInt(record -> record.value().length())
                .sum();
    }
}
