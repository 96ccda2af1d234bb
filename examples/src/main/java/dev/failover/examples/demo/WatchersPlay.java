package dev.failover.examples.demo;

import dev.failover.coordination.Coordination;
import dev.failover.examples.demo.DemoReport.Endpoints;
import dev.failover.testkit.InMemoryCoordinator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Several watchers that agree: one is wrong about production, then production dies together with the one that would act. */
final class WatchersPlay implements Play {
    private static final List<String> NAMES = List.of("paris", "berlin", "oslo", "rome", "madrid");
    static final int MOST = NAMES.size();
    private static final int LEAST = 3;

    private final DemoPlan plan;
    private final List<String> names;

    WatchersPlay(DemoPlan plan, int watchers) {
        this.plan = plan;
        names = NAMES.subList(0, watchers);
    }

    static boolean canHave(int watchers) {
        return watchers >= LEAST && watchers <= MOST;
    }

    /** As short as the arithmetic of leases allows: 5 s are left to write in at any time. */
    private Coordination.Builder terms() {
        Coordination.Builder terms = Coordination.builder()
                .lease(Duration.ofSeconds(7))
                .renew(Duration.ofMillis(1000))
                .poll(Duration.ofMillis(200))
                .timeout(Duration.ofMillis(400))
                .margin(Duration.ofMillis(200))
                .voteValid(Duration.ofSeconds(3));
        names.forEach(name -> terms.voter(name, name));
        return terms;
    }

    @Override
    public void perform(Demo demo) throws IOException, InterruptedException, UnmetExpectationException {
        try (TemporaryDirectory directory = TemporaryDirectory.create();
                DemoSites sites = DemoSites.start(directory.path(), DemoScript.FIRST_PAGE);
                DemoZone zone = DemoZone.start(plan, sites.prod().address());
                DemoWatchers watchers = new DemoWatchers();
                DnsOnlyClient client =
                        new DnsOnlyClient(zone.serverAddress(), sites.prod().port(), demo.timeline())) {
            sites.home().write(DemoScript.FIRST_PAGE);
            InMemoryCoordinator store = new InMemoryCoordinator();
            for (String name : names) {
                watchers.add(new DemoWatcher(
                        name, terms(), store, plan, directory.path().resolve(name), sites, zone, demo.timeline()));
            }
            Endpoints endpoints = Endpoints.of(sites, zone, Optional.empty());
            demo.begins(endpoints, settings(endpoints));
            client.start();
            new WatchersScript(
                            plan,
                            demo,
                            sites,
                            watchers.all(),
                            terms().watcher(names.get(0)).coordinator(store).build())
                    .play();
        }
    }

    private Map<String, String> settings(Endpoints endpoints) {
        Map<String, String> settings = plan.settings(endpoints);
        settings.put("watchers", String.join(", ", names) + ": each a failure domain; the majority must say DOWN");
        settings.put("store", "in this process; a lease lasts 7s, and is seen to by whoever holds it every 1s");
        return settings;
    }
}
