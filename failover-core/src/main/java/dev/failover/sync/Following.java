package dev.failover.sync;

import dev.failover.component.ComponentException;
import dev.failover.component.Remedy;
import dev.failover.component.UnavailableException;
import dev.failover.internal.component.BugLog;
import dev.failover.sync.MirrorDebt.Extent;
import dev.failover.sync.MirrorEvent.Kind;
import dev.failover.sync.MirrorStatus.State;
import dev.failover.time.Durations;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of a {@link ContinuousMirror}, from its start to its stop. What it decides happens on the scheduler's event thread. */
final class Following implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ContinuousMirror.class);
    private static final BugLog BUGS = new BugLog(ContinuousMirror.class);

    private static final Duration BETWEEN_WATCHES = Duration.ofMinutes(10);
    /** Over the run's own limit, for one that does not heed it. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Scheduler scheduler;
    private final DataMirror mirror;
    private final Duration rescan;
    private final Duration patience;
    private final SourceHints hints;
    private final List<Consumer<MirrorEvent>> listeners;
    private final Optional<Proving> proving;

    // What follows is changed on the event thread only.
    private volatile boolean started;
    private volatile boolean closed;
    private volatile MirrorDebt debt;
    private volatile MirrorCondition condition = MirrorCondition.NEW;
    private long startedAt;
    private Duration watchedAt = Duration.ZERO;
    private Task run = () -> {};
    private Task wakeUp = () -> {};

    Following(
            Scheduler scheduler,
            DataMirror mirror,
            Duration rescan,
            Duration patience,
            Optional<Proving.Plan> verifying,
            Supplier<TreeWatch> watches,
            List<Consumer<MirrorEvent>> listeners) {
        this.scheduler = scheduler;
        this.mirror = mirror;
        this.rescan = rescan;
        this.patience = patience;
        this.listeners = listeners;
        debt = MirrorDebt.begin(rescan);
        proving = verifying.map(
                plan -> new Proving(plan, scheduler.instant(), (kind, text) -> tell(kind, text, Optional.empty())));
        hints = new SourceHints(
                watches,
                () -> scheduler.schedule(Duration.ZERO, this::act),
                why -> scheduler.schedule(Duration.ZERO, () -> tell(Kind.BLIND, blind(why), Optional.empty())));
    }

    /** Begins; returns at once. To be called once. */
    void start() {
        scheduler.schedule(Duration.ZERO, () -> {
            started = true;
            startedAt = scheduler.nanoTime();
            hints.watch();
            act();
        });
    }

    private Duration now() {
        return Duration.ofNanos(scheduler.nanoTime() - startedAt);
    }

    private void watch(Duration now) {
        watchedAt = now;
        hints.watch();
    }

    /** Whatever happened: looks at what is owed, begins a run if it is due, and looks again when it will be. */
    private void act() {
        if (!started || closed) {
            return;
        }
        Duration now = now();
        boolean isLongBlind = !hints.blind().isEmpty() && now.minus(watchedAt).compareTo(BETWEEN_WATCHES) > 0;
        if (debt.isLookDue(now) && isLongBlind) {
            watch(now);
        }
        debt = debt.at(now).owe(hints.extent(), now);
        proving.ifPresent(it -> it.look(scheduler.instant()));
        wakeUp.cancel();
        if (proving.filter(Proving::isUnderWay).isPresent()) {
            // Its end brings back here.
            return;
        }
        if (debt.isDue(now)) {
            begin(now);
        }
        Duration next = debt.next();
        if (proving.isPresent() && isIdle()) {
            if (proving.get().isDue(now)) {
                verify(proving.get());
                return;
            }
            next = shorter(next, proving.get().next());
        }
        wakeUp = scheduler.schedule(next.minus(now), this::act);
    }

    /** Whether the target is what it should be as far as runs can tell: everything is owed to it after a failure, and while it is halted. */
    private boolean isIdle() {
        return debt.owed() == Extent.NOTHING && debt.running() == Extent.NOTHING;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void verify(Proving it) {
        it.begin();
        run = scheduler.call(
                "verifying " + mirror.dataSet().name(),
                mirror.timeout().plus(GRACE),
                () -> mirror.verifyNext(it.every()),
                outcome -> verified(it, outcome));
    }

    private void verified(Proving it, Outcome<Verification.Portion> outcome) {
        if (closed) {
            return;
        }
        if (outcome instanceof Outcome.Failure<?> failure) {
            String why = String.valueOf(failure.cause().getMessage());
            log.warn("{}: the verification does not go on: {}", mirror.dataSet().name(), why);
            it.failed(why, now());
        } else if (outcome instanceof Outcome.Success<Verification.Portion> success) {
            it.made(success.value(), now(), scheduler.instant());
        }
        act();
    }

    private void begin(Duration now) {
        Set<Path> paths = hints.take();
        debt = debt.owe(SourceHints.extent(paths), now).begun();
        boolean everything = debt.running() == Extent.EVERYTHING;
        Optional<Instant> halted = condition.halted();
        run = scheduler.call(
                "mirroring " + mirror.dataSet().name(),
                mirror.timeout().plus(GRACE),
                () -> {
                    if (halted.isPresent() && !mirror.isAcceptedSince(halted.get())) {
                        return Optional.<DataMirror.Result>empty();
                    }
                    return Optional.of(
                            everything
                                    ? mirror.everything(MirrorListener.NONE)
                                    : mirror.some(paths, MirrorListener.NONE));
                },
                outcome -> ended(outcome, now));
    }

    private void ended(Outcome<Optional<DataMirror.Result>> outcome, Duration began) {
        if (closed) {
            return;
        }
        Duration now = now();
        Duration took = now.minus(began);
        if (outcome instanceof Outcome.Failure<?> failure) {
            failed(failure.cause(), took, now);
        } else if (outcome instanceof Outcome.Success<Optional<DataMirror.Result>> success) {
            succeeded(success.value(), took, now);
        }
        act();
    }

    private void failed(Exception failure, Duration took, Duration now) {
        String why = String.valueOf(failure.getMessage());
        Duration asked = failure instanceof UnavailableException unavailable
                ? unavailable.retryAfter().orElse(Duration.ZERO)
                : Duration.ZERO;
        debt = debt.failed(asked, took, now);
        if (!why.equals(condition.problem())) {
            log.warn("{}: {}", mirror.dataSet().name(), why);
        }
        Optional<Remedy> remedy = failure instanceof ComponentException known ? known.remedy() : Optional.empty();
        become(condition.failed(why, remedy, scheduler.moment(), patience));
    }

    private void succeeded(Optional<DataMirror.Result> result, Duration took, Duration now) {
        Optional<String> doubt = result.flatMap(DataMirror.Result::halted);
        if (result.isEmpty() || doubt.isPresent()) {
            debt = debt.halted(took, now);
            doubt.ifPresent(why -> become(condition.halted(why, scheduler.instant())));
            return;
        }
        boolean everything = debt.running() == Extent.EVERYTHING;
        debt = debt.paid(result.get().watermark().isPresent(), took, now);
        if (condition.halted().isPresent()) {
            watch(now);
        }
        become(condition.mirrored(result.get(), everything, scheduler.moment(), patience));
    }

    private void become(MirrorCondition next) {
        condition = next;
        next.news().forEach(news -> tell(news.kind(), news.text(), news.remedy()));
    }

    private void tell(Kind kind, String text, Optional<Remedy> remedy) {
        String name = mirror.dataSet().name();
        switch (kind) {
            case HALTED -> log.error("{}: halted: {}", name, text);
            case FAILING, COMMAND_FAILED, BLIND, HEALED, UNPROVEN -> log.warn("{}: {}", name, text);
            case PART_MIRRORED, ALL_MIRRORED, RUN_FAILED, RECOVERED, RESUMED, PROVEN -> {}
        }
        MirrorEvent event = new MirrorEvent(scheduler.instant(), name, kind, text, remedy);
        for (Consumer<MirrorEvent> listener : listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException | Error e) {
                BUGS.report("a listener of " + mirror, e);
            }
        }
    }

    /** How it is doing. */
    MirrorStatus status() {
        MirrorDebt owes = debt;
        MirrorCondition is = condition;
        String why = hints.blind();
        return new MirrorStatus(
                mirror.dataSet().name(),
                state(owes, is),
                is.latest(),
                owes.owed() == Extent.EVERYTHING ? 0 : hints.size(),
                is.failingSince(),
                is.problem(),
                is.remedy(),
                why.isEmpty() ? "" : blind(why),
                proving.map(Proving::content));
    }

    private State state(MirrorDebt owes, MirrorCondition is) {
        if (closed || !started) {
            return State.STOPPED;
        }
        if (is.halted().isPresent()) {
            return State.HALTED;
        }
        if (owes.running() != Extent.NOTHING) {
            return State.RUNNING;
        }
        return is.isFailing() ? State.FAILING : State.IDLE;
    }

    private String blind(String why) {
        return why + "; until then changes are found by a complete run every " + Durations.format(rescan);
    }

    /** Until when changes are at the target, were it stopped now: all of them if nothing waits. */
    Instant sentUntil() {
        MirrorStatus now = status();
        boolean idle = now.state() == State.IDLE && now.pending() == 0;
        return idle
                ? scheduler.instant()
                : now.latest().map(Watermark::scanStarted).orElse(Instant.EPOCH);
    }

    /** Stops watching and interrupts the run that is under way; the next start makes it good. Idempotent. */
    @Override
    public void close() {
        scheduler.schedule(Duration.ZERO, () -> {
            closed = true;
            wakeUp.cancel();
            run.cancel();
            hints.close();
        });
    }

    @Override
    public String toString() {
        return "continuous " + mirror;
    }
}
