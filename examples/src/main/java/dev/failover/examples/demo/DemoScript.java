package dev.failover.examples.demo;

import dev.failover.Prediction;
import dev.failover.examples.demo.Moment.Event;
import dev.failover.sync.MirrorReport;
import dev.failover.time.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is done in the demonstration, and what should follow each time. */
final class DemoScript {
    static final String FIRST_PAGE = "version 1";
    static final String SECOND_PAGE = "version 2";

    private final DemoWorld world;
    private final Timeline timeline;
    private final String prod;
    private final String home;
    private final Consumer<Measurement> table;

    /** @param table where to put what is measured, as it is */
    DemoScript(DemoWorld world, Timeline timeline, Consumer<Measurement> table) {
        this.world = world;
        this.timeline = timeline;
        this.table = table;
        prod = world.sites().prod().name();
        home = world.sites().home().name();
    }

    /** @throws UnmetExpectationException as soon as something that should have happened did not */
    void play() throws IOException, InterruptedException, UnmetExpectationException {
        begin();
        breathe();
        replicate();
        breathe();
        failOver();
        breathe();
        failBack();
    }

    private void breathe() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(world.plan().breath().toNanos());
    }

    private void begin() throws InterruptedException, UnmetExpectationException {
        world.failover().start();
        await(null, Event.UP, prod, "that " + prod + " is found UP");
        await(null, Event.UP, home, "that " + home + " is found UP");
        await(null, Event.DECIDED, prod, "that the service is taken over where it is, at " + prod);
        await(null, served(prod, FIRST_PAGE), "that the client gets the page from " + prod);
    }

    private void replicate() throws IOException, InterruptedException, UnmetExpectationException {
        world.sites().prod().write(SECOND_PAGE);
        Moment changed = timeline.add(Event.CHANGED, prod, "the page on %s is now \"%s\"".formatted(prod, SECOND_PAGE));
        MirrorReport report = world.replica().update();
        timeline.add(
                Event.REPLICATED,
                home,
                "mirrored to %s: %d of %d files sent, %s"
                        .formatted(
                                home,
                                report.transferredFiles(),
                                report.files(),
                                report.complete() ? "complete" : "incomplete"));
        if (!world.sites().home().page().equals(SECOND_PAGE)) {
            throw new UnmetExpectationException(
                    "It was expected that " + home + " has the changed page, but it has not");
        }
        await(changed, served(prod, SECOND_PAGE), "that the client gets the changed page from " + prod);
    }

    private void failOver() throws InterruptedException, UnmetExpectationException {
        Prediction prediction = prediction();
        Moment killed = timeline.add(Event.KILLED, prod, prod + " is killed: nothing listens at its address any more");
        world.sites().prod().kill();
        Moment detected = await(killed, Event.DOWN, prod, "that %s is found DOWN".formatted(prod));
        Moment decided = await(detected, Event.DECIDED, home, "that a failover to %s is decided".formatted(home));
        Moment published = published(decided, home);
        await(decided, Event.NOTIFIED, "", "that the phone is told");
        Moment visible = await(
                killed, served(home, SECOND_PAGE), "that the client gets the changed page from %s".formatted(home));
        Predictions of = new Predictions(world.plan(), prediction);
        table.accept(of.detection().measured("failover", killed, detected));
        table.accept(of.publishing().measured("failover", decided, published));
        table.accept(of.failoverVisible().measured("failover", killed, visible));
    }

    private void failBack() throws IOException, InterruptedException, UnmetExpectationException {
        Prediction prediction = prediction();
        Moment returned = timeline.add(Event.RETURNED, prod, prod + " is started again");
        world.sites().prod().start();
        Moment recovered = await(returned, Event.UP, prod, "that %s is found UP again".formatted(prod));
        Moment decided = await(
                recovered,
                Event.DECIDED,
                prod,
                "that the failback to %s is decided once it has been UP for %s"
                        .formatted(prod, Durations.format(world.plan().failbackAfter())));
        Moment published = published(decided, prod);
        Moment visible = await(
                decided, served(prod, SECOND_PAGE), "that the client gets the page from %s again".formatted(prod));
        Predictions of = new Predictions(world.plan(), prediction);
        table.accept(of.recovery().measured("failback", returned, recovered));
        table.accept(of.hold().measured("failback", recovered, decided));
        table.accept(of.publishing().measured("failback", decided, published));
        table.accept(of.failbackVisible().measured("failback", returned, visible));
    }

    private Moment published(Moment decided, String site) throws InterruptedException, UnmetExpectationException {
        await(decided, Event.WRITTEN, "", "that the address of %s is written to the zone".formatted(site));
        return await(decided, Event.PUBLISHED, site, "that the zone's server gives the address of %s".formatted(site));
    }

    private Prediction prediction() {
        return world.failover().status(DemoPlan.SERVICE).orElseThrow().prediction();
    }

    private static Predicate<Moment> served(String site, String page) {
        return moment -> moment.event() == Event.CLIENT_SERVED
                && moment.site().equals(site)
                && moment.text().contains("\"" + page + "\"");
    }

    private Moment await(@Nullable Moment after, Event event, String site, String expectation)
            throws InterruptedException, UnmetExpectationException {
        return await(after, moment -> moment.event() == event && moment.site().equals(site), expectation);
    }

    private Moment await(@Nullable Moment after, Predicate<Moment> wanted, String expectation)
            throws InterruptedException, UnmetExpectationException {
        Duration patience = world.plan().patience();
        return timeline.await(after, wanted, patience, expectation);
    }
}
