package dev.failover.examples.demo;

import dev.failover.coordination.Coordination;
import dev.failover.decision.VoteCount.Vote;
import dev.failover.examples.demo.Measurement.Predicted;
import dev.failover.examples.demo.Moment.Event;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is done to several watchers, and what should follow each time. */
final class WatchersScript {
    /** Between looks at what a watcher knows. */
    private static final Duration GLANCE = Duration.ofMillis(20);

    private final DemoPlan plan;
    private final Demo demo;
    private final Timeline timeline;
    private final DemoSites sites;
    private final List<DemoWatcher> watchers;
    private final Coordination terms;
    private final String prod;
    private final String home;

    WatchersScript(DemoPlan plan, Demo demo, DemoSites sites, List<DemoWatcher> watchers, Coordination terms) {
        this.plan = plan;
        this.demo = demo;
        this.timeline = demo.timeline();
        this.sites = sites;
        this.watchers = watchers;
        this.terms = terms;
        prod = sites.prod().name();
        home = sites.home().name();
    }

    /** @throws UnmetExpectationException as soon as something that should have happened did not */
    void play() throws InterruptedException, UnmetExpectationException {
        DemoWatcher holder = begin();
        breathe();
        cutOne(others(holder).get(0), holder);
        breathe();
        loseBoth(holder);
    }

    private void breathe() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(plan.breath().toNanos());
    }

    private List<DemoWatcher> others(DemoWatcher one) {
        return watchers.stream().filter(watcher -> watcher != one).toList();
    }

    private DemoWatcher begin() throws InterruptedException, UnmetExpectationException {
        for (DemoWatcher watcher : watchers) {
            watcher.start();
        }
        for (DemoWatcher watcher : watchers) {
            found(null, Event.UP, watcher);
        }
        await(null, served(prod), "that the client gets the page from " + prod);
        DemoWatcher holder = awaitHolder(watchers);
        await(
                null,
                moment -> moment.event() == Event.DECIDED && moment.site().equals(prod),
                "that the service is taken over where it is, at " + prod);
        return holder;
    }

    /** One that can't reach production is outvoted. */
    private void cutOne(DemoWatcher wrong, DemoWatcher holder) throws InterruptedException, UnmetExpectationException {
        Moment cut = timeline.add(Event.CUT, prod, "the line from %s to %s is cut".formatted(wrong.name(), prod));
        wrong.cutFromProd(true);
        found(cut, Event.DOWN, wrong);
        awaitThat(
                () -> says(holder, Vote.Says.DOWN) == 1,
                "%s hears that one says that %s is DOWN".formatted(holder.name(), prod));
        timeline.add(
                Event.VOTED,
                prod,
                "%s of %s say that %s is DOWN, %s that it is UP: %s are needed, and nothing is switched"
                        .formatted(1, watchers.size(), prod, says(holder, Vote.Says.UP), terms.quorum()));
        breathe();
        require(timeline.moments().stream().noneMatch(this::isSwitch), "that nothing is switched by one alone");
        Moment healed = timeline.add(Event.HEALED, prod, "that line is mended");
        wrong.cutFromProd(false);
        found(healed, Event.UP, wrong);
    }

    /** Production dies together with the one that would act. */
    private void loseBoth(DemoWatcher holder) throws InterruptedException, UnmetExpectationException {
        List<DemoWatcher> left = others(holder);
        Moment killed = timeline.add(
                Event.KILLED, prod, "%s is killed, and with it %s, who holds the lease".formatted(prod, holder.name()));
        holder.kill();
        sites.prod().kill();
        for (DemoWatcher watcher : left) {
            found(killed, Event.DOWN, watcher);
        }
        awaitThat(
                () -> says(left.get(0), Vote.Says.DOWN) == left.size(),
                "all that are left agree that %s is DOWN".formatted(prod));
        timeline.add(Event.VOTED, prod, "%s of %s say that %s is DOWN".formatted(left.size(), watchers.size(), prod));
        awaitHolder(left);
        Moment leased = timeline.moments().stream()
                .filter(moment -> moment.event() == Event.LEASED)
                .reduce((first, second) -> second)
                .orElseThrow();
        await(killed, this::isSwitch, "that a failover to %s is decided".formatted(home));
        await(
                killed,
                moment -> moment.event() == Event.PUBLISHED && moment.site().equals(home),
                "that the zone's server gives the address of " + home);
        Moment visible = await(killed, served(home), "that the client gets the page from " + home);
        require(
                timeline.moments().stream()
                                .filter(moment -> moment.event() == Event.WRITTEN && isAfter(moment, killed))
                                .count()
                        == 1,
                "that exactly one writes");
        demo.measured(new Predicted(
                        "takeover",
                        terms.takeoverBound(true),
                        "lease + 1 %% + poll + 3 x timeout = %s + 1 %% + %s + 3 x %s"
                                .formatted(
                                        Durations.format(terms.lease()),
                                        Durations.format(terms.poll()),
                                        Durations.format(terms.timeout())))
                .measured("failover", killed, leased));
        demo.measured(new Predicted(
                        "visible",
                        terms.takeoverBound(true)
                                .plus(plan.publishDelay())
                                .plus(plan.ttl())
                                .plus(DnsOnlyClient.PAUSE),
                        "takeover + the zone's server %s + TTL %s + the client's pause %s"
                                .formatted(
                                        Durations.format(plan.publishDelay()),
                                        Durations.format(plan.ttl()),
                                        Durations.format(DnsOnlyClient.PAUSE)))
                .measured("failover", killed, visible));
    }

    private static boolean isAfter(Moment moment, Moment other) {
        return moment.at().compareTo(other.at()) > 0;
    }

    private boolean isSwitch(Moment moment) {
        return moment.event() == Event.DECIDED && moment.site().equals(home);
    }

    private long says(DemoWatcher watcher, Vote.Says says) {
        return watcher.coordinated().about(prod).count(says);
    }

    private DemoWatcher awaitHolder(List<DemoWatcher> among) throws InterruptedException, UnmetExpectationException {
        awaitThat(() -> holder(among).isPresent(), "one of the watchers holds the lease");
        DemoWatcher holder = holder(among).orElseThrow();
        timeline.add(Event.LEASED, "", "%s holds the lease, and may write".formatted(holder.name()));
        return holder;
    }

    private static Optional<DemoWatcher> holder(List<DemoWatcher> among) {
        return among.stream()
                .filter(watcher -> watcher.coordinated().lease().allowsWrite())
                .findFirst();
    }

    private void found(@Nullable Moment after, Event event, DemoWatcher watcher)
            throws InterruptedException, UnmetExpectationException {
        await(
                after,
                moment -> moment.event() == event
                        && moment.site().equals(prod)
                        && moment.text().startsWith(watcher.name() + ": "),
                "that %s finds %s %s".formatted(watcher.name(), prod, event));
    }

    private static Predicate<Moment> served(String site) {
        return moment -> moment.event() == Event.CLIENT_SERVED && moment.site().equals(site);
    }

    private Moment await(@Nullable Moment after, Predicate<Moment> wanted, String expectation)
            throws InterruptedException, UnmetExpectationException {
        return timeline.await(after, wanted, plan.patience(), expectation);
    }

    private void awaitThat(BooleanSupplier holds, String what) throws InterruptedException, UnmetExpectationException {
        long begun = System.nanoTime();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - begun > plan.patience().toNanos()) {
                throw new UnmetExpectationException("It was expected that %s, but that did not happen within %s"
                        .formatted(what, Durations.format(plan.patience())));
            }
            TimeUnit.NANOSECONDS.sleep(GLANCE.toNanos());
        }
    }

    private static void require(boolean holds, String expectation) throws UnmetExpectationException {
        if (!holds) {
            throw new UnmetExpectationException("It was expected %s, but it was otherwise".formatted(expectation));
        }
    }
}
