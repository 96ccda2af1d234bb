package dev.failover.internal.health;

import dev.failover.component.ComponentException;
import dev.failover.health.Health;
import dev.failover.health.HealthCheck;
import dev.failover.health.Thresholds;
import dev.failover.health.Verdict;
import dev.failover.internal.loop.Loop;
import dev.failover.internal.loop.MachineTime;
import dev.failover.internal.probe.Unattended;
import dev.failover.time.Durations;
import dev.failover.time.Moment;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes one site, again and again, and says what the results amount to.
 *
 * <p>Probes start at a fixed rate, measured from start to start: every interval, and every fast interval while the
 * verdict is changing. They overlap when the timeout is longer than that. A result that makes the monitor hurry brings
 * the next probe forward to one fast interval after the last start, or to now. A late start does not shift the ones
 * after it, unless it is late by more than half an interval: then the rate is kept from there on, rather than to make
 * several probes out of one moment. A probe overtaken by the result of a later one is called off, as it says nothing new.
 *
 * <p>A rhythm begins a phase later than it could, at the start and after forgetting. What the whole process is late with is
 * caught up in the same order, over as long a time as was lost. So many monitors don't probe at once, neither when their
 * process starts nor when it goes on after it stood still. Rhythms keep time with each other: those that share a phase share a
 * moment, and so the process wakes up once for all of them.
 *
 * <p>All methods may be called from any thread; the listener and the address supplier are called on the scheduler's event
 * thread and must not block.
 */
public final class HealthMonitor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HealthMonitor.class);
    /** By more than that, many others are late too, and must not all go at once. */
    private static final long NOTICEABLY_LATE = Duration.ofMillis(100).toNanos();

    private final Scheduler scheduler;
    private final String name;
    /** As it is called in errors. */
    private final String what;

    private final HealthCheck check;
    private final Optional<OnLoop> unattended;
    private final Supplier<Optional<InetAddress>> address;
    private final Thresholds thresholds;
    private final Duration patience;
    private final long phase;
    /** By which its rhythm is moved, so that it is in time with others. */
    private final long step;

    private final Consumer<Assessment> listener;
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile boolean closed;
    private volatile Assessment latest;

    // From here on: touched by the event thread only.
    /** In the order in which they were begun. */
    private final Deque<InFlight> inFlight = new ArrayDeque<>();

    private Task timer = () -> {};
    /** Whether that waits for what is due {@link #next}. */
    private boolean planned;

    private long next;
    private Streak streak;
    /** Whether the next probe begins a rhythm or catches up, and nothing else sets the time for it. */
    private boolean beginning = true;

    /** Whether the latest result came too late to count: to ask more often would make all of them later still. */
    private boolean late;

    private boolean serving;
    private long probes;
    private long lastStart;

    /** What needs no thread but that of the loop. */
    private record OnLoop(Loop loop, Unattended<Health> check) {}

    private record InFlight(long number, Task task) {}

    private HealthMonitor(
            Scheduler scheduler,
            String name,
            HealthCheck check,
            Supplier<Optional<InetAddress>> address,
            Thresholds thresholds,
            Duration phase,
            Consumer<Assessment> listener) {
        this.scheduler = scheduler;
        this.name = name;
        what = "the health check of " + name;
        this.check = check;
        // What goes on at the machine's own pace can't be waited for in virtual time.
        unattended = scheduler instanceof MachineTime machine
                ? Unattended.sideOf(check, Health.class).map(side -> new OnLoop(machine.loop(), side))
                : Optional.empty();
        this.address = address;
        this.thresholds = thresholds;
        patience = thresholds.patience();
        this.phase = phase.toNanos();
        // Virtual time does not wake up.
        step = scheduler instanceof MachineTime
                ? Phases.stepOf(thresholds.fastInterval()).toNanos()
                : 1;
        this.listener = listener;
        streak = Streak.begin(thresholds);
        Instant now = scheduler.instant();
        latest = knowingNothing(now, Health.unknown("not probed yet"), now, Optional.empty());
    }

    private static Assessment knowingNothing(Instant since, Health last, Instant at, Optional<Instant> expiry) {
        return new Assessment(
                Verdict.UNKNOWN,
                since,
                last,
                at,
                true,
                0,
                Optional.empty(),
                false,
                Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                Optional.empty(),
                expiry);
    }

    /**
     * A monitor that does nothing until it is {@linkplain #start() started}.
     *
     * @param name of what is watched, for log lines and thread names: {@code www/prod}
     * @param address the site's own address, asked before every probe; empty while it is not known
     * @param phase how much later than it could a rhythm begins: one of {@link Phases}
     * @param listener told of every result that counted, in order
     */
    public static HealthMonitor of(
            Scheduler scheduler,
            String name,
            HealthCheck check,
            Supplier<Optional<InetAddress>> address,
            Thresholds thresholds,
            Duration phase,
            Consumer<Assessment> listener) {
        return new HealthMonitor(scheduler, name, check, address, thresholds, phase, listener);
    }

    /** Starts the first probe in a phase. Idempotent; without effect once closed. */
    public void start() {
        if (started.compareAndSet(false, true)) {
            long now = scheduler.nanoTime();
            long first = firstFrom(now);
            scheduler.schedule(Duration.ofNanos(first - now), () -> tick(inStep(first, scheduler.nanoTime()), 0));
        }
    }

    /**
     * Starts anew: what was found until now no longer counts, and the verdict is UNKNOWN until enough new probes agree. On the
     * event thread; the listener is told of the next result only.
     */
    public void forget() {
        callOff(Long.MAX_VALUE);
        streak = Streak.begin(thresholds);
        late = false;
        latest = knowingNothing(scheduler.instant(), latest.last(), latest.at(), latest.certificateExpiry());
        if (beginning) {
            return;
        }
        long now = scheduler.nanoTime();
        if (now - lastStart < period()) {
            plan();
        } else {
            timer.cancel();
            planned = false;
            beginning = true;
            long first = firstFrom(now);
            timer = scheduler.schedule(Duration.ofNanos(first - now), () -> tick(first, 0));
        }
    }

    /**
     * Whether the site is the one that serves. A check of one that does not may be the last before it is entered, so that it finds out all
     * it can. At first it does not. On the event thread.
     */
    public void serves(boolean serves) {
        serving = serves;
    }

    /** What is known now; verdict UNKNOWN before the first result. */
    public Assessment latest() {
        return latest;
    }

    /**
     * Stops probing and calls off the probes under way. Called on the event thread, the listener is not called any more;
     * called elsewhere, a call of it may be under way. Idempotent.
     */
    @Override
    public void close() {
        closed = true;
        scheduler.schedule(Duration.ZERO, this::stop);
    }

    private void stop() {
        timer.cancel();
        callOff(Long.MAX_VALUE);
    }

    /** All up to this one; without effect on those that have ended. */
    private void callOff(long number) {
        while (!inFlight.isEmpty() && inFlight.element().number() <= number) {
            inFlight.remove().task().cancel();
        }
    }

    /**
     * @param due when it could have started
     * @param after for how long others were let go first
     */
    private void tick(long due, long after) {
        if (closed) {
            return;
        }
        planned = false;
        long now = scheduler.nanoTime();
        long late = now - due - after;
        if (late > NOTICEABLY_LATE && !beginning) {
            long turn = phase % Math.min(late, period());
            if (turn > 0) {
                beginning = true;
                timer = scheduler.schedule(Duration.ofNanos(turn), () -> tick(due, turn));
                return;
            }
        }
        beginning = false;
        lastStart = late > period() / 2 ? inStep(due, now) : due;
        try {
            probe(++probes, new ProbeTimes(due + after, scheduler.moment()));
        } finally {
            plan();
        }
    }

    private void plan() {
        if (beginning) {
            return;
        }
        boolean mayGoOn = !closed && inFlight.size() < thresholds.maxInFlight();
        long now = scheduler.nanoTime();
        long wait = Math.max(0, period() - (now - lastStart));
        long due = wait > 0 ? now + wait : inStep(lastStart, now);
        if (planned && mayGoOn && wait > 0 && due == next) {
            // Nearly every result: it changes nothing.
            return;
        }
        timer.cancel();
        planned = mayGoOn;
        next = due;
        if (mayGoOn) {
            timer = scheduler.schedule(Duration.ofNanos(wait), () -> tick(due, 0));
        }
    }

    /** When a rhythm begins that begins anew. */
    private long firstFrom(long now) {
        return now + Math.floorMod(-now, step) + phase;
    }

    /** The latest moment that keeps time with one before. */
    private long inStep(long before, long now) {
        return now - Math.floorMod(now - before, step);
    }

    private long period() {
        return (streak.isChanging() && !late ? thresholds.fastInterval() : thresholds.interval()).toNanos();
    }

    private void probe(long number, ProbeTimes times) {
        Optional<InetAddress> target;
        try {
            target = address.get();
        } catch (RuntimeException | Error e) {
            count(number, times, broken(e));
            return;
        }
        if (target.isEmpty()) {
            count(number, times, Health.unknown("its address is not known yet"));
            return;
        }
        inFlight.add(new InFlight(number, ask(target.get(), times, outcome -> count(number, times, found(outcome)))));
    }

    private Task ask(InetAddress target, ProbeTimes times, Consumer<Outcome<Health>> done) {
        if (unattended.isEmpty()) {
            return scheduler.call(what, patience, () -> check(target, times), done);
        }
        OnLoop side = unattended.get();
        return UnattendedProbe.begin(
                scheduler,
                what,
                patience,
                times,
                listener -> side.check().begin(question(side.loop(), target), listener),
                done);
    }

    private Unattended.Question question(Loop loop, InetAddress target) {
        boolean mayResume = serving && streak.verdict() == Verdict.UP && !streak.isChanging();
        return new Unattended.Question(loop, target, thresholds.timeout(), mayResume);
    }

    private Health check(InetAddress target, ProbeTimes times) throws InterruptedException {
        times.begins(scheduler.nanoTime());
        try {
            return Objects.requireNonNull(check.check(target, thresholds.timeout()), "a health check returned null");
        } finally {
            times.ends(scheduler.nanoTime(), Duration.ZERO);
        }
    }

    private Health found(Outcome<Health> outcome) {
        return outcome.fold(health -> health, this::broken);
    }

    /** Our own failure to look says nothing about the site. */
    private Health broken(Throwable e) {
        boolean bug = !(e instanceof ComponentException);
        Health health = Health.unknown(bug ? "the health check failed: " + e : String.valueOf(e.getMessage()));
        if (health.equals(latest.last())) {
            log.debug("{}: the health check failed again", name, e);
        } else {
            log.warn("{}: {}", name, health.detail());
        }
        return health;
    }

    /** S7: what this machine was late with says nothing about the site, nor does what became known too late. */
    private Health inTime(Health found, Duration delay, Duration took) {
        if (delay.compareTo(thresholds.tolerance()) > 0) {
            return voided(found, "this machine was %s late with it".formatted(Durations.format(delay)));
        }
        return took.compareTo(patience) <= 0
                ? found
                : voided(found, "that became known only after " + Durations.format(took));
    }

    private static Health voided(Health found, String why) {
        return new Health(
                Health.Status.UNKNOWN,
                found.detail() + "; but " + why + ", so it does not count",
                found.certificateExpiry());
    }

    private void count(long number, ProbeTimes times, Health found) {
        if (closed) {
            return;
        }
        callOff(number);

        Moment now = scheduler.moment();
        Duration delay = times.delay(now, patience);
        late = delay.compareTo(thresholds.tolerance()) > 0;
        Health news = inTime(found, delay, times.asked().atMostUntil(now));
        // What says the same as before is not kept anew: many thousands of these are what a collector has to copy.
        Health health = news.equals(latest.last()) ? latest.last() : news;
        streak = streak.next(health.status(), times.asked(), now);
        Assessment assessment = new Assessment(
                streak.verdict(),
                streak.changed() ? now.instant() : latest.since(),
                health,
                now.instant(),
                streak.isChanging(),
                streak.length(),
                streak.started(),
                streak.changed(),
                streak.observed(),
                streak.voted(),
                streak.failingSince(),
                delay,
                times.took(),
                health.certificateExpiry().or(latest::certificateExpiry));
        latest = assessment;
        plan();
        listener.accept(assessment);
    }
}
