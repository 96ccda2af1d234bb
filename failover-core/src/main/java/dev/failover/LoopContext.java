package dev.failover;

import dev.failover.component.UnavailableException;
import dev.failover.coordination.Coordination;
import dev.failover.decision.Place;
import dev.failover.decision.ServiceState;
import dev.failover.dns.Authorities;
import dev.failover.dns.DnsProvider;
import dev.failover.internal.component.BugLog;
import dev.failover.internal.health.Phases;
import dev.failover.internal.notify.Outbox;
import dev.failover.internal.publish.SwitchZone;
import dev.failover.internal.publish.WriteQueue;
import dev.failover.internal.watch.References;
import dev.failover.journal.StateStore;
import dev.failover.notify.Notification;
import dev.failover.notify.NotifierStatus;
import dev.failover.time.Scheduler;
import dev.failover.traffic.TrafficSwitch;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the loops of all services share.
 *
 * @param coordination how several watchers decide together; null if this one decides alone
 * @param advice added to the notification of a condition
 * @param tick after which a loop looks again although nothing happened: holds and windows end without an event of their own
 * @param phases in which the sites of all services are probed
 * @param queues the ways of all services' writes to the providers, by their names
 */
record LoopContext(
        Mode mode,
        Scheduler scheduler,
        StateStore store,
        Authorities authorities,
        @Nullable References references,
        Map<String, DnsProvider> providers,
        Map<String, TrafficSwitch> switches,
        @Nullable Outbox outbox,
        List<FailoverListener> listeners,
        Advice advice,
        @Nullable Coordination coordination,
        Duration tick,
        Phases phases,
        Map<String, WriteQueue> queues) {
    private static final Logger log = LoggerFactory.getLogger(LoopContext.class);
    private static final BugLog BUGS = new BugLog(LoopContext.class);

    /** A way to each provider. */
    static Map<String, WriteQueue> queues(Scheduler scheduler, Map<String, DnsProvider> providers) {
        Map<String, WriteQueue> queues = new LinkedHashMap<>();
        providers.forEach((name, provider) -> queues.put(name, new WriteQueue(scheduler, name, provider)));
        return queues;
    }

    /** The way to a provider: the one that all services share, unless this one sees another provider under the name. */
    WriteQueue queue(String name, DnsProvider provider) {
        return provider == providers.get(name)
                ? Objects.requireNonNull(queues.get(name))
                : new WriteQueue(scheduler, name, provider);
    }

    /** The same over other providers and switches. */
    LoopContext over(Map<String, DnsProvider> others, Map<String, TrafficSwitch> otherSwitches) {
        return new LoopContext(
                mode,
                scheduler,
                store,
                authorities,
                references,
                Map.copyOf(others),
                Map.copyOf(otherSwitches),
                outbox,
                listeners,
                advice,
                coordination,
                tick,
                phases,
                queues(scheduler, others));
    }

    DnsProvider provider(String name) {
        DnsProvider provider = providers.get(name);
        if (provider == null) {
            throw new IllegalStateException("no provider named " + name);
        }
        return provider;
    }

    TrafficSwitch trafficSwitch(String name) {
        TrafficSwitch found = switches.get(name);
        if (found == null) {
            throw new IllegalStateException("no traffic switch named " + name);
        }
        return found;
    }

    /** The switches of a service, each as the zone that it is looked at as. */
    Map<String, SwitchZone> switchZones(Service service) {
        Map<String, SwitchZone> zones = new LinkedHashMap<>();
        service.trafficSwitches()
                .forEach(name -> zones.put(name, new SwitchZone(name, trafficSwitch(name), scheduler::nanoTime)));
        return zones;
    }

    /** The places of those switches of a service that can send to a site. */
    List<Place> switchesTo(Service service, Site site) {
        return service.trafficSwitches().stream()
                .filter(name -> trafficSwitch(name).sites().contains(site.name()))
                .map(Place::ofSwitch)
                .toList();
    }

    /** How long an unplanned switch of a service would take, by what is remembered of earlier ones. */
    Prediction prediction(Service service, ServiceState state) {
        Stream<Duration> switching = service.trafficSwitches().stream()
                .map(name -> trafficSwitch(name).longest());
        Stream<Duration> lagging = service.records().stream()
                .map(record -> provider(record.provider()).lag());
        Duration slowest =
                Stream.concat(switching, lagging).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
        Prediction alone = Prediction.of(service, state.switches(), slowest);
        if (coordination == null) {
            return alone;
        }
        boolean comparesAndSets = CoordinatedService.comparesAndSets(service, providers, switches);
        return alone.among(coordination.votingBound(), coordination.takeoverBound(comparesAndSets));
    }

    /** @param happened makes the event of the present time and the service's name */
    void tell(Service service, BiFunction<Instant, String, FailoverEvent> happened) {
        FailoverEvent event = happened.apply(scheduler.instant(), service.name());
        for (FailoverListener listener : listeners) {
            try {
                listener.on(event);
            } catch (RuntimeException | Error e) {
                BUGS.report("telling of " + event.kind(), e);
            }
        }
    }

    /** Those of these notifiers that there are. */
    List<String> speaking(List<String> notifiers) {
        Set<String> known = outbox == null
                ? Set.of()
                : outbox.status().stream().map(NotifierStatus::notifier).collect(Collectors.toSet());
        return notifiers.stream().filter(known::contains).toList();
    }

    void post(Notification notification, List<String> notifiers) {
        if (outbox != null && !notifiers.isEmpty()) {
            try {
                outbox.post(notification, notifiers);
            } catch (UnavailableException e) {
                // It is on its way all the same; only a crash could lose it now. A switch does not wait for that.
                log.error("A notification could not be written down: {}", e.getMessage());
            } catch (RuntimeException e) {
                BUGS.report("telling humans of " + notification.id(), e);
            }
        }
    }
}
