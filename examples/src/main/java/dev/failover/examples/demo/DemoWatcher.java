package dev.failover.examples.demo;

import dev.failover.Failover;
import dev.failover.Service;
import dev.failover.Site;
import dev.failover.component.UnavailableException;
import dev.failover.coordination.Coordination;
import dev.failover.coordination.Coordinator;
import dev.failover.decision.Coordinated;
import dev.failover.dns.DnsAuthorities;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.health.Health;
import dev.failover.health.HealthCheck;
import dev.failover.health.HttpHealthCheck;
import dev.failover.testkit.CoordinatorLine;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One of several watchers, and its lines to all others, which can be cut. */
final class DemoWatcher implements AutoCloseable {
    private final String name;
    private final DemoSites sites;
    private final Failover failover;
    private volatile boolean dead;
    private volatile boolean cutFromProd;

    DemoWatcher(
            String name,
            Coordination.Builder terms,
            Coordinator store,
            DemoPlan plan,
            Path stateDirectory,
            DemoSites sites,
            DemoZone zone,
            Timeline timeline) {
        this.name = name;
        this.sites = sites;
        HealthCheck check = HttpHealthCheck.builder()
                .url(URI.create("http://" + DemoPlan.NAME + ":" + sites.prod().port() + "/"))
                .build();
        Observer observer = new Observer(timeline, name + ": ");
        failover = Failover.builder()
                .stateDirectory(stateDirectory)
                .coordination(terms.watcher(name)
                        .coordinator(new CoordinatorLine(store, this::requireLife))
                        .build())
                .provider("zone", new VendorLine(zone.provider()))
                .notifier("phone", (notification, timeout) -> {
                    requireLife();
                    observer.send(notification, timeout);
                })
                .authorities(DnsAuthorities.asking(List.of(zone.serverAddress())))
                .listener(event -> {
                    if (!dead) {
                        observer.on(event);
                    }
                })
                .service(Service.builder(DemoPlan.SERVICE)
                        .record("zone", DemoPlan.RECORD.name(), DemoPlan.RECORD.type(), plan.ttl())
                        .ownership(name)
                        .site(site(sites.prod()))
                        .site(site(sites.home()))
                        .check((address, timeout) -> isCut(sites.prod(), address.getHostAddress())
                                ? Health.down("no route to host")
                                : check.check(address, timeout))
                        .thresholds(plan.thresholds())
                        .policy(plan.policy())
                        .notify("phone")
                        .build())
                .build();
    }

    private static Site site(DemoSite site) {
        return Site.builder(site.name())
                .address(site.address().getHostAddress())
                .allowPrivate(true)
                .build();
    }

    private boolean isCut(DemoSite site, String address) {
        return cutFromProd && site.address().getHostAddress().equals(address);
    }

    private void requireLife() {
        if (dead) {
            throw new UnavailableException(name + " is dead");
        }
    }

    String name() {
        return name;
    }

    void start() {
        failover.start();
    }

    /** What it knows of the votes and the lease. */
    Coordinated coordinated() {
        return failover.status(DemoPlan.SERVICE).orElseThrow().coordinated().orElseThrow();
    }

    void cutFromProd(boolean cut) {
        cutFromProd = cut;
    }

    /** From now on nobody hears of it any more, and nothing is given back. */
    void kill() {
        dead = true;
        failover.close();
    }

    @Override
    public void close() {
        failover.close();
    }

    @Override
    public String toString() {
        return name + " watching " + sites.prod();
    }

    private final class VendorLine implements DnsProvider {
        private final DnsProvider vendor;

        VendorLine(DnsProvider vendor) {
            this.vendor = vendor;
        }

        @Override
        public String zone() {
            return vendor.zone();
        }

        @Override
        public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
            requireLife();
            return vendor.find(key, timeout);
        }

        @Override
        public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
            requireLife();
            vendor.apply(changes, timeout);
        }

        @Override
        public Set<DnsCapability> capabilities() {
            return vendor.capabilities();
        }
    }
}
