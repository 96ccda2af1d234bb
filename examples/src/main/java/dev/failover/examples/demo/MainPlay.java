package dev.failover.examples.demo;

import dev.failover.Failover;
import dev.failover.examples.demo.DemoReport.Endpoints;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** The main job, by one watcher: production is changed, replicated, killed, and comes back. */
final class MainPlay implements Play {
    private final DemoPlan plan;
    private final Consumer<DemoWorld> disturbance;

    /** @param disturbance done to the world before the script begins */
    MainPlay(DemoPlan plan, Consumer<DemoWorld> disturbance) {
        this.plan = plan;
        this.disturbance = disturbance;
    }

    @Override
    public void perform(Demo demo) throws IOException, InterruptedException, UnmetExpectationException {
        Timeline timeline = demo.timeline();
        try (TemporaryDirectory directory = TemporaryDirectory.create();
                DemoSites sites = DemoSites.start(directory.path(), DemoScript.FIRST_PAGE);
                DemoZone zone = DemoZone.start(plan, sites.prod().address());
                Replica replica = Replica.of(plan, sites, directory.path().resolve("keys"), timeline);
                Failover failover =
                        DemoWorld.compose(plan, directory.path().resolve("state"), sites, zone, replica, timeline);
                DnsOnlyClient client =
                        new DnsOnlyClient(zone.serverAddress(), sites.prod().port(), timeline)) {
            Endpoints endpoints = Endpoints.of(sites, zone, Optional.of(replica));
            demo.begins(endpoints, plan.settings(endpoints));
            DemoWorld world = new DemoWorld(plan, sites, zone, failover, replica);
            disturbance.accept(world);
            client.start();
            new DemoScript(world, timeline, demo::measured).play();
        }
    }
}
