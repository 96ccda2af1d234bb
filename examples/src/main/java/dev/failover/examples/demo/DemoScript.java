package dev.failover.examples.demo;

import dev.failover.Prediction;
import dev.failover.examples.demo.Moment.Event;
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

    /** Between looks at the standby's page: what a lag is measured to. */
    private static final Duration GLANCE = Duration.ofMillis(1);

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
        world.replica().prepare();
        world.replica().start();
        await(null, Event.MIRRORED, home, "that %s is mirrored to %s".formatted(prod, home));
        world.failover().start();
        await(null, Event.UP, prod, "that " + prod + " is found UP");
        await(null, Event.UP, home, "that " + home + " is found UP");
        await(null, Event.DECIDED, prod, "that the service is taken over where it is, at " + prod);
        await(null, served(prod, FIRST_PAGE), "that the client gets the page from " + prod);
    }

    private void replicate() throws IOException, InterruptedException, UnmetExpectationException {
        Moment changed = timeline.add(Event.CHANGED, prod, "the page on %s is now \"%s\"".formatted(prod, SECOND_PAGE));
        world.sites().prod().write(SECOND_PAGE);
        awaitCopy();
        Moment replicated = timeline.add(Event.REPLICATED, home, "%s has \"%s\" too".formatted(home, SECOND_PAGE));
        await(changed, Event.MIRRORED, home, "that the mirror has sent the changed page to " + home);
        await(changed, served(prod, SECOND_PAGE), "that the client gets the changed page from " + prod);
        table.accept(Predictions.lag(world.plan()).measured("replica", changed, replicated));
    }

    private void awaitCopy() throws IOException, InterruptedException, UnmetExpectationException {
        Duration patience = world.plan().patience();
        long begun = System.nanoTime();
        while (!world.sites().home().page().equals(SECOND_PAGE)) {
            if (System.nanoTime() - begun > patience.toNanos()) {
                throw new UnmetExpectationException(
                        "It was expected that %s has the changed page, but that did not happen within %s"
                                .formatted(home, Durations.format(patience)));
            }
            TimeUnit.NANOSECONDS.sleep(GLANCE.toNanos());
        }
    }

    private void failOver() throws InterruptedException, UnmetExpectationException {
        Prediction prediction = prediction();
        Moment killed = timeline.add(Event.KILLED, prod, prod + " is killed: nothing listens at its address any more");
        world.sites().prod().kill();
        world.replica().kill();
        Moment detected = await(killed, Event.DOWN, prod, "that %s is found DOWN".formatted(prod));
        Moment decided = await(detected, Event.DECIDED, home, "that a failover to %s is decided".formatted(home));
        Moment published = published(decided, home);
        await(
                decided,
                moment -> moment.event() == Event.NOTIFIED && moment.text().contains("lost at most"),
                "that the phone is told, and what is lost at most");
        Moment visible = await(
                killed, served(home, SECOND_PAGE), "that the client gets the changed page from %s".formatted(home));
        Predictions of = new Predictions(world.plan(), prediction);
        table.accept(of.detection().measured("failover", killed, detected));
        table.accept(of.publishing().measured("failover", decided, published));
        table.accept(of.failoverVisible().measured("failover", killed, visible));
    }

    private void failBack() throws IOException, InterruptedException, UnmetExpectationException {
        Moment returned = timeline.add(Event.RETURNED, prod, prod + " is started again");
        world.sites().prod().start();
        world.replica().start();
        await(returned, DemoScript::refused, "that the mirror of %s, back from the past, is refused".formatted(prod));
        Moment recovered = await(returned, Event.UP, prod, "that %s is found UP again".formatted(prod));
        // Not before: what the switch before has taken is known a moment after it was told that it is published.
        Prediction prediction = prediction();
        Moment decided = await(
                recovered,
                Event.DECIDED,
                prod,
                "that the failback to %s is decided once it has been UP for %s"
                        .formatted(prod, Durations.format(world.plan().failbackAfter())));
        Moment published = published(decided, prod);
        Moment visible = await(
                decided, served(prod, SECOND_PAGE), "that the client gets the page from %s again".formatted(prod));
        await(decided, Event.NOTIFIED, "", "that the phone is told of the failback");
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

    /** The standby became the source when it became active: it takes nothing from whoever was the source before. */
    private static boolean refused(Moment moment) {
        return moment.event() == Event.MIRROR_FAILED && moment.text().contains("became the source itself");
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
