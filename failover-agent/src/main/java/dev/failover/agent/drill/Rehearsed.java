package dev.failover.agent.drill;

import dev.failover.Service;
import dev.failover.Service.ManagedRecord;
import dev.failover.Site;
import dev.failover.health.HealthCheck;
import java.util.List;

/**
 * A service with a failure that can be injected at its primary. Its data stays as it is: replicas are looked at, and neither
 * promoted nor mirrored.
 *
 * @param service to be watched in the place of the real one
 * @param failure at the first site
 */
public record Rehearsed(Service service, InjectedFailure failure) {
    /** The service under its own names: to be observed only. */
    public static Rehearsed of(Service real) {
        Service.Builder observed = Service.builder(real.name());
        real.trafficSwitches().forEach(observed::trafficSwitch);
        return of(real, observed, real.records());
    }

    /** The service under names of a drill. */
    static Rehearsed of(Service real, DrillNames names) {
        Service.Builder drilled = Service.builder(names.id());
        real.watcher()
                .ifPresent(watcher -> drilled.ownership(watcher)
                        .ownershipName(names.ownership().name()));
        return of(real, drilled, names.records());
    }

    private static Rehearsed of(Service real, Service.Builder drilled, List<ManagedRecord> records) {
        Site primary = real.sites().get(0);
        HealthCheck check = primary.check().orElse(real.check());
        InjectedFailure failure = new InjectedFailure(check);
        records.forEach(drilled::record);
        for (Site site : real.sites()) {
            Site.Builder copy =
                    Site.builder(site.name()).allowPrivate(site.allowPrivate()).degraded(site.isDegraded());
            site.addresses().values().forEach(copy::address);
            site.checkAddress().ifPresent(address -> copy.checkAddress(address.getHostAddress()));
            site.replicaAge().ifPresent(copy::replicaAge);
            site.domain().ifPresent(copy::domain);
            if (site == primary) {
                copy.check(failure);
            } else {
                site.check().ifPresent(copy::check);
            }
            drilled.site(copy.build());
        }
        return new Rehearsed(
                drilled.check(real.check())
                        .thresholds(real.thresholds())
                        .policy(real.policy())
                        .build(),
                failure);
    }
}
