package dev.failover.agent.vendor;

import dev.failover.Service;
import dev.failover.agent.config.BackupDefinition;
import dev.failover.agent.config.Configuration;
import dev.failover.component.Inspectable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A component that needs something of others, be it a right.
 *
 * @param subject {@code provider ovh}
 * @param notifiers who is told, in order
 */
record Watched(String subject, Inspectable component, List<String> notifiers) {
    /** All that can be looked at, by their subjects; each once, whichever services it is for. Nothing if nothing is to be. */
    static Map<String, Watched> of(Configuration configuration) {
        Map<String, Watched> watched = new LinkedHashMap<>();
        if (configuration.vendorCheckEvery().isZero()) {
            return watched;
        }
        List<String> all = List.copyOf(configuration.notifiers().keySet());
        configuration
                .providers()
                .forEach((name, provider) -> add(watched, "provider " + name, provider, users(name, configuration)));
        configuration.switches().forEach((name, to) -> add(watched, "switch " + name, to, users(name, configuration)));
        configuration.notifiers().forEach((name, notifier) -> {
            List<String> others =
                    all.stream().filter(other -> !other.equals(name)).toList();
            add(watched, "notifier " + name, notifier, others.isEmpty() ? all : others);
        });
        configuration
                .backups()
                .forEach((name, backup) ->
                        add(watched, "backup " + name, backup.backup(), hearers(backup, configuration)));
        return watched;
    }

    private static void add(Map<String, Watched> watched, String subject, Object component, List<String> notifiers) {
        if (component instanceof Inspectable inspectable) {
            watched.put(subject, new Watched(subject, inspectable, notifiers));
        }
    }

    /** Those of the services that a provider or traffic switch moves; all if it moves none. */
    private static List<String> users(String provider, Configuration configuration) {
        Set<String> notifiers = new LinkedHashSet<>();
        configuration.services().stream()
                .filter(service -> service.records().stream()
                                .anyMatch(record -> record.provider().equals(provider))
                        || service.trafficSwitches().contains(provider))
                .forEach(service -> notifiers.addAll(service.notifiers()));
        return new ArrayList<>(notifiers.isEmpty() ? configuration.notifiers().keySet() : notifiers);
    }

    private static List<String> hearers(BackupDefinition backup, Configuration configuration) {
        return backup.notifiers().isEmpty()
                ? configuration
                        .service(backup.service())
                        .map(Service::notifiers)
                        .orElse(List.of())
                : backup.notifiers();
    }
}
