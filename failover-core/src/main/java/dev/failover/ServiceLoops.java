package dev.failover;

import dev.failover.Service.ManagedRecord;
import dev.failover.component.InvalidSettingsException;
import dev.failover.dns.DnsProvider;
import dev.failover.traffic.TrafficSwitch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The loops of all services that are watched at present. Changed on the event thread only; looked at from any. */
final class ServiceLoops {
    private LoopContext context;
    /** Replaced as a whole, never changed. */
    private volatile Map<String, ServiceLoop> loops;

    ServiceLoops(LoopContext context, Collection<Service> services) {
        this.context = context;
        Map<String, ServiceLoop> made = new LinkedHashMap<>();
        services.forEach(service -> made.put(service.name(), new ServiceLoop(service, context)));
        this.loops = made;
    }

    Collection<ServiceLoop> all() {
        return loops.values();
    }

    Optional<ServiceLoop> find(String service) {
        return Optional.ofNullable(loops.get(service));
    }

    /** @throws InvalidSettingsException if there is no such service */
    ServiceLoop require(String service) {
        Map<String, ServiceLoop> now = loops;
        ServiceLoop loop = now.get(service);
        if (loop == null) {
            throw new InvalidSettingsException(
                    "service", "there is no service named \"%s\", only %s".formatted(service, now.keySet()));
        }
        return loop;
    }

    /**
     * From now on these are watched. What is the same as before, over the same providers and switches, is not touched; the loops of all others end,
     * and those that are new begin from what is journalled.
     *
     * @param begin starts a loop
     */
    void change(
            Collection<Service> services,
            Map<String, DnsProvider> providers,
            Map<String, TrafficSwitch> switches,
            Consumer<ServiceLoop> begin) {
        LoopContext before = context;
        context = before.over(providers, switches);
        Map<String, ServiceLoop> ending = new LinkedHashMap<>(loops);
        Map<String, ServiceLoop> next = new LinkedHashMap<>();
        List<ServiceLoop> beginning = new ArrayList<>();
        for (Service service : services) {
            ServiceLoop known = loops.get(service.name());
            if (known != null && known.service() == service && isOverTheSame(service, before)) {
                ending.remove(service.name());
                next.put(service.name(), known);
            } else {
                ServiceLoop loop = new ServiceLoop(service, context);
                beginning.add(loop);
                next.put(service.name(), loop);
            }
        }
        loops = next;
        ending.values().forEach(ServiceLoop::end);
        beginning.forEach(begin);
    }

    private boolean isOverTheSame(Service service, LoopContext before) {
        return service.records().stream()
                        .map(ManagedRecord::provider)
                        .allMatch(provider -> before.provider(provider) == context.provider(provider))
                && service.trafficSwitches().stream()
                        .allMatch(name -> before.trafficSwitch(name) == context.trafficSwitch(name));
    }

    void close() {
        loops.values().forEach(ServiceLoop::close);
    }
}
