package dev.failover.examples.agent.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.failover.ManagedRecord;
import dev.failover.Service;
import dev.failover.ServiceStatus;
import dev.failover.Site;
import dev.failover.component.ComponentException;
import dev.failover.decision.Assignment;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.Step;
import dev.failover.dns.AddressSource;
import dev.failover.dns.Authorities;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordSet;
import dev.failover.examples.agent.config.Configuration;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The record sets that would be put in place of others. Asks what is served, and changes nothing. */
final class PlannedChanges {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Configuration configuration;
    private final Authorities authorities;

    PlannedChanges(Configuration configuration) {
        this.configuration = configuration;
        this.authorities = configuration.authorities();
    }

    /** What would be written for a service, as it is now. */
    JsonArray of(Service service, ServiceStatus status) throws InterruptedException {
        JsonArray changes = new JsonArray();
        Optional<Site> target = target(status).flatMap(service::site);
        if (target.isPresent()) {
            for (ManagedRecord record : service.records()) {
                change(record, target.get()).ifPresent(changes::add);
            }
        }
        return changes;
    }

    /** Where the records would be made to point; empty if nothing would be written. */
    private static Optional<String> target(ServiceStatus status) {
        if (status.decision().step() instanceof Step.Switch made) {
            return Optional.of(made.site());
        }
        boolean paused = status.state().pause().isPresent()
                && status.state().assignment().filter(Assignment::isAutomatic).isPresent();
        return paused || status.records().status() == RecordFacts.Status.FOREIGN
                ? Optional.empty()
                : status.state().assignment().map(Assignment::site);
    }

    private Optional<JsonObject> change(ManagedRecord record, Site target) throws InterruptedException {
        DnsProvider provider = configuration.providers().get(record.provider());
        AddressSource source = target.addresses().get(record.key().type());
        if (provider == null || source == null) {
            throw new IllegalStateException("a valid configuration has both");
        }
        Set<String> served = new TreeSet<>();
        RecordSet desired;
        try {
            Publication publication = authorities.look(provider.zone(), record.key(), TIMEOUT);
            desired = RecordSet.of(record.key(), record.ttl(), source.find(TIMEOUT));
            if (publication.isEverywhere(desired) || publication.served().isEmpty()) {
                return Optional.empty();
            }
            publication.served().forEach(values -> values.ifPresent(served::addAll));
        } catch (ComponentException e) {
            // What is not known can't be compared; the facts above say why.
            return Optional.empty();
        }
        return Optional.of(view(record, provider, served, desired));
    }

    private static JsonObject view(ManagedRecord record, DnsProvider provider, Set<String> served, RecordSet desired) {
        JsonObject view = new JsonObject();
        view.addProperty("provider", record.provider());
        view.addProperty("name", record.key().in(provider.zone()));
        view.addProperty("type", record.key().type().name());
        JsonArray from = new JsonArray();
        served.forEach(from::add);
        view.add("from", from);
        JsonArray to = new JsonArray();
        desired.values().forEach(to::add);
        view.add("to", to);
        view.addProperty("ttlSeconds", record.ttl().toSeconds());
        view.addProperty(
                "sentence",
                "%s %s at %s: %s -> %s (ttl %ds)"
                        .formatted(
                                record.key().in(provider.zone()),
                                record.key().type(),
                                record.provider(),
                                served.isEmpty() ? "absent" : String.join(", ", served),
                                String.join(", ", desired.values()),
                                record.ttl().toSeconds()));
        return view;
    }
}
