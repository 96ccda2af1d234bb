package dev.failover.sync;

import dev.failover.component.ComponentException;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.InvalidSettingsException.Problem;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a target equal to its source, change by change. Changes are seen at once and sent as a run over the paths that
 * changed; a complete run is made at the start, periodically, when changes may have been missed, and after every failure, so
 * that the target equals an idle source within one period whatever was lost (L6).
 *
 * <p>One run at a time. When nothing is under way, a change is sent after a millisecond; while changes keep coming, they are
 * collected during a run and a fraction of its length. Thread-safe; what it decides happens on the scheduler's event thread.
 */
public final class ContinuousMirror implements AutoCloseable {
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

    // What follows is changed on the event thread only.
    private volatile boolean started;
    private volatile boolean closed;
    private volatile MirrorDebt debt;
    private volatile MirrorCondition condition = MirrorCondition.NEW;
    private long startedAt;
    private Duration watchedAt = Duration.ZERO;
    private Task run = () -> {};
    private Task wakeUp = () -> {};

    private ContinuousMirror(Builder builder, DataMirror mirror, Scheduler scheduler) {
        this.mirror = mirror;
        this.scheduler = scheduler;
        rescan = builder.rescan;
        patience = builder.patience;
        listeners = List.copyOf(builder.listeners);
        debt = MirrorDebt.begin(rescan);
        Supplier<TreeWatch> given = builder.watches;
        hints = new SourceHints(
                given != null
                        ? given
                        : () -> new DirectoryWatch(scheduler, mirror.dataSet().directory(), mirror.exclusions()),
                () -> scheduler.schedule(Duration.ZERO, this::act),
                why -> scheduler.schedule(Duration.ZERO, () -> tell(Kind.BLIND, blind(why), Optional.empty())));
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Begins; returns at once. To be called once. */
    public void start() {
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
        if (debt.isDue(now)) {
            begin(now);
        }
        wakeUp.cancel();
        wakeUp = scheduler.schedule(debt.next().minus(now), this::act);
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
            case FAILING, COMMAND_FAILED, BLIND -> log.warn("{}: {}", name, text);
            case PART_MIRRORED, ALL_MIRRORED, RUN_FAILED, RECOVERED, RESUMED -> {}
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
    public MirrorStatus status() {
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
                why.isEmpty() ? "" : blind(why));
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

    /** Composes a continuous mirror. Not thread-safe. */
    public static final class Builder {
        private @Nullable DataMirror mirror;
        private @Nullable Scheduler scheduler;
        private Duration rescan = Duration.ofSeconds(30);
        private Duration patience = Duration.ofMinutes(1);
        private @Nullable Supplier<TreeWatch> watches;
        private final List<Consumer<MirrorEvent>> listeners = new ArrayList<>();

        private Builder() {}

        /** What to mirror, and where to; required. */
        public Builder mirror(DataMirror value) {
            mirror = value;
            return this;
        }

        /** Time and threads; required. It is not closed. */
        public Builder scheduler(Scheduler value) {
            scheduler = value;
            return this;
        }

        /** How often to make a complete run, at least 1 s; 30 s by default. The replica is never younger than that. */
        public Builder rescan(Duration value) {
            if (value.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("must be at least 1s");
            }
            rescan = value;
            return this;
        }

        /** For how long runs may fail before {@link MirrorEvent.Kind#FAILING} is told; a minute by default. */
        public Builder patience(Duration value) {
            patience = value;
            return this;
        }

        /** Told of everything that happens, on the event thread; must return at once. */
        public Builder listener(Consumer<MirrorEvent> value) {
            listeners.add(value);
            return this;
        }

        /** Another way to see changes; what the JDK offers by default. */
        Builder watches(Supplier<TreeWatch> value) {
            watches = value;
            return this;
        }

        /** @throws InvalidSettingsException naming everything that is missing */
        public ContinuousMirror build() {
            List<Problem> problems = new ArrayList<>();
            DataMirror given = mirror;
            Scheduler time = scheduler;
            if (given == null) {
                problems.add(new Problem("mirror", "is missing: what is to be mirrored, and where to?"));
            }
            if (time == null) {
                problems.add(new Problem("scheduler", "is missing"));
            }
            if (given == null || time == null) {
                throw new InvalidSettingsException(problems);
            }
            return new ContinuousMirror(this, given, time);
        }
    }
}
