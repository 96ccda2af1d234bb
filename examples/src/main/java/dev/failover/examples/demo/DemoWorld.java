package dev.failover.examples.demo;

import dev.failover.Failover;
import dev.failover.Service;
import dev.failover.Site;
import dev.failover.dns.DnsAuthorities;
import dev.failover.health.HttpHealthCheck;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Everything the demonstration takes place in. */
record DemoWorld(DemoPlan plan, DemoSites sites, DemoZone zone, Failover failover, Replica replica) {

    /** Composes a failover over the demonstration's sites and zone, as an application would over its own. */
    static Failover compose(
            DemoPlan plan, Path stateDirectory, DemoSites sites, DemoZone zone, Replica replica, Timeline timeline) {
        Observer observer = new Observer(timeline);
        Service service = Service.builder(DemoPlan.SERVICE)
                .record("zone", DemoPlan.RECORD.name(), DemoPlan.RECORD.type(), plan.ttl())
                .site(site(sites.prod()).build())
                .site(site(sites.home()).replica(replica.target()).build())
                .check(HttpHealthCheck.builder()
                        .url(URI.create(
                                "http://" + DemoPlan.NAME + ":" + sites.prod().port() + "/"))
                        .build())
                .thresholds(plan.thresholds())
                .policy(plan.policy())
                .notify("phone")
                .build();
        return Failover.builder()
                .stateDirectory(stateDirectory)
                .provider("zone", zone.provider())
                .notifier("phone", observer)
                .authorities(DnsAuthorities.asking(List.of(zone.serverAddress())))
                .listener(observer)
                .service(service)
                .build();
    }

    private static Site.Builder site(DemoSite site) {
        return Site.builder(site.name())
                .address(site.address().getHostAddress())
                .allowPrivate(true);
    }
}
