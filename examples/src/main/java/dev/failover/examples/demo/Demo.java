package dev.failover.examples.demo;

import dev.failover.Failover;
import dev.failover.component.ComponentException;
import dev.failover.examples.demo.DemoReport.Endpoints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One performance of the demonstration: sets everything up, plays the script, takes everything down, reports. For one use. */
final class Demo {
    private final DemoPlan plan;
    private final DemoOutput output;
    private final Consumer<DemoWorld> disturbance;
    private final Timeline timeline;
    private final List<Measurement> table = new ArrayList<>();
    private @Nullable Endpoints endpoints;

    /** @param disturbance done to the world before the script begins */
    Demo(DemoPlan plan, DemoOutput output, Consumer<DemoWorld> disturbance) {
        this.plan = plan;
        this.output = output;
        this.disturbance = disturbance;
        this.timeline = new Timeline(output::happened);
    }

    /** Performs it, and says whether all of it happened. */
    boolean perform() {
        Optional<String> failure = Optional.empty();
        try {
            play();
        } catch (UnmetExpectationException e) {
            failure = Optional.of(e.getMessage() + ".");
        } catch (IOException | ComponentException e) {
            failure = Optional.of("The demonstration can't be given here: " + e.getMessage() + ".");
        } catch (InterruptedException e) {
            failure = Optional.of("It was interrupted.");
        }
        output.ended(new DemoReport(
                failure, Optional.ofNullable(endpoints), timeline.moments(), List.copyOf(table), timeline.elapsed()));
        return failure.isEmpty();
    }

    private void play() throws IOException, InterruptedException, UnmetExpectationException {
        try (TemporaryDirectory directory = TemporaryDirectory.create();
                DemoSites sites = DemoSites.start(directory.path(), DemoScript.FIRST_PAGE);
                DemoZone zone = DemoZone.start(plan, sites.prod().address());
                Replica replica = Replica.of(plan, sites, directory.path().resolve("keys"), timeline);
                Failover failover =
                        DemoWorld.compose(plan, directory.path().resolve("state"), sites, zone, replica, timeline);
                DnsOnlyClient client =
                        new DnsOnlyClient(zone.serverAddress(), sites.prod().port(), timeline)) {
            Endpoints where = Endpoints.of(sites, zone, replica);
            endpoints = where;
            output.begins(plan, where);
            DemoWorld world = new DemoWorld(plan, sites, zone, failover, replica);
            disturbance.accept(world);
            client.start();
            new DemoScript(world, timeline, table::add).play();
        }
    }
}
