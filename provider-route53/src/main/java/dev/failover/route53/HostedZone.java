package dev.failover.route53;

import dev.failover.component.RejectedException;
import dev.failover.time.Attempts;
import dev.failover.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.route53.model.ListHostedZonesByNameRequest;
import software.amazon.awssdk.services.route53.model.ListHostedZonesByNameResponse;

/** Which hosted zone: by its id, or by its name if exactly one public zone has it. Looked up once. Thread-safe. */
final class HostedZone {
    private static final String MAX_ITEMS = "100";

    private final String name;
    private final Route53Api api;
    private final Attempts attempts;
    private volatile @Nullable String id;

    /** @param id null to look it up */
    HostedZone(String name, @Nullable String id, Route53Api api, Attempts attempts) {
        this.name = name;
        this.id = id;
        this.api = api;
        this.attempts = attempts;
    }

    /** @throws RejectedException if there is no such zone, or several */
    String id(Deadline deadline) throws InterruptedException {
        String known = id;
        if (known != null) {
            return known;
        }
        List<software.amazon.awssdk.services.route53.model.HostedZone> zones = ofName(deadline);
        List<String> ids = zones.stream()
                .filter(zone -> zone.config() == null
                        || !Boolean.TRUE.equals(zone.config().privateZone()))
                .map(zone -> bareId(zone.id()))
                .toList();
        if (ids.size() > 1) {
            throw new RejectedException("This account has %s public hosted zones named %s; set zone-id to one of %s."
                    .formatted(ids.size(), name, ids));
        }
        if (ids.isEmpty()) {
            String others = zones.stream().map(zone -> bareId(zone.id())).collect(Collectors.joining(", "));
            throw new RejectedException("This account has no public hosted zone named %s%s; check zone, or set zone-id."
                    .formatted(name, others.isEmpty() ? "" : " (but private ones: " + others + ")"));
        }
        id = ids.get(0);
        return ids.get(0);
    }

    static String bareId(String id) {
        return id.substring(id.lastIndexOf('/') + 1);
    }

    /** Zones are listed from a name on, in an order that keeps equal names together. */
    private List<software.amazon.awssdk.services.route53.model.HostedZone> ofName(Deadline deadline)
            throws InterruptedException {
        List<software.amazon.awssdk.services.route53.model.HostedZone> found = new ArrayList<>();
        String next = null;
        while (true) {
            ListHostedZonesByNameResponse page = page(next, deadline);
            page.hostedZones().stream()
                    .filter(zone -> RecordName.read(zone.name()).equals(name))
                    .forEach(found::add);
            next = page.nextHostedZoneId();
            boolean more = page.isTruncated()
                    && next != null
                    && page.nextDNSName() != null
                    && RecordName.read(page.nextDNSName()).equals(name);
            if (!more) {
                return found;
            }
        }
    }

    private ListHostedZonesByNameResponse page(@Nullable String startId, Deadline deadline)
            throws InterruptedException {
        return attempts.make(deadline, within -> {
            ListHostedZonesByNameResponse page = api.call(
                            Action.FIND_ZONE,
                            within,
                            (client, settings) -> client.listHostedZonesByName(ListHostedZonesByNameRequest.builder()
                                    .overrideConfiguration(settings)
                                    .dnsName(name + ".")
                                    .hostedZoneId(startId)
                                    .maxItems(MAX_ITEMS)
                                    .build()))
                    .orThrow();
            if (page.isTruncated() == null
                    || page.hostedZones().stream().anyMatch(zone -> zone.id() == null || zone.name() == null)) {
                throw api.unexpected(Action.FIND_ZONE);
            }
            return page;
        });
    }
}
