package dev.failover.sync;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.InvalidSettingsException.Problem;
import dev.failover.component.UnavailableException;
import dev.failover.internal.component.BugLog;
import dev.failover.sync.MirrorEvent.Kind;
import dev.failover.sync.MirrorStatus.State;
import dev.failover.time.Durations;
import dev.failover.time.Moment;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
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

    /** A file that is written is created and modified: one wait for both. */
    private static final Duration QUIET = Duration.ofMillis(1);

    private static final Duration LONGEST_COLLECTING = Duration.ofMillis(100);
    /** Naming more costs more than looking through everything. */
    private static final int MOST_PATHS = 10_000;

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_WATCHES = Duration.ofMinutes(10);
    /** Over the run's own limit, for one that does not heed it. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Scheduler scheduler;
    private final DataMirror mirror;
    private final Duration rescan;
    private final Duration patience;
    private final Supplier<TreeWatch> watches;
    private final List<Consumer<MirrorEvent>> listeners;

    private final Object inboxLock = new Object();
    private Set<Path> inbox = new LinkedHashSet<>();
    private boolean inboxTold;

    // What follows lives on the event thread.
    private final Set<Path> pending = new LinkedHashSet<>();
    private boolean everything;
    private boolean started;
    private boolean closed;
    private @Nullable Task run;
    private boolean wasOfEverything;
    private boolean waiting;
    private boolean pausing;
    private int failures;
    private @Nullable Moment failingSince;
    /** Since when no run over everything was complete, as the source changed under each. */
    private @Nullable Moment unsettledSince;

    private String unsettled = "";
    private boolean toldFailing;
    private @Nullable Instant haltedAt;
    private String problem = "";
    private String blind = "";
    private long watchedAt;
    private Duration collecting = QUIET;
    private Optional<Watermark> latest = Optional.empty();
    private @Nullable TreeWatch watch;
    private Task nextRescan = () -> {};
    private volatile MirrorStatus status;

    private ContinuousMirror(Builder builder, DataMirror mirror, Scheduler scheduler) {
        this.mirror = mirror;
        this.scheduler = scheduler;
        rescan = builder.rescan;
        patience = builder.patience;
        listeners = List.copyOf(builder.listeners);
        Supplier<TreeWatch> given = builder.watches;
        watches = given != null
                ? given
                : () -> new DirectoryWatch(scheduler, mirror.dataSet().directory(), mirror.exclusions());
        status = snapshot();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Begins; returns at once. To be called once. */
    public void start() {
        scheduler.schedule(Duration.ZERO, () -> {
            started = true;
            watch();
            rescan();
        });
    }

    /** How it was doing after the latest thing that happened. */
    public MirrorStatus status() {
        return status;
    }

    private void watch() {
        TreeWatch before = watch;
        if (before != null) {
            before.close();
        }
        blind = "";
        watchedAt = scheduler.nanoTime();
        TreeWatch next = watches.get();
        watch = next;
        next.start(new TreeWatch.Listener() {
            @Override
            public void ready() {
                changed(Path.of(""));
            }

            @Override
            public void changed(Path path) {
                drop(path);
            }

            @Override
            public void blind(String why) {
                scheduler.schedule(Duration.ZERO, () -> goBlind(next, why));
            }
        });
    }

    private void goBlind(TreeWatch which, String why) {
        if (closed || which != watch) {
            return;
        }
        blind = why + "; until then changes are found by a complete run every " + Durations.format(rescan);
        log.warn("{}: {}", mirror.dataSet().name(), blind);
        tell(Kind.BLIND, blind);
        everything = true;
        consider();
    }

    /** From any thread: a storm is one action on the event thread, not one for each change. */
    private void drop(Path path) {
        synchronized (inboxLock) {
            if (inbox.size() >= MOST_PATHS) {
                inbox = new LinkedHashSet<>(Set.of(Path.of("")));
            }
            inbox.add(path);
            if (inboxTold) {
                return;
            }
            inboxTold = true;
        }
        scheduler.schedule(Duration.ZERO, this::collect);
    }

    private void collect() {
        Set<Path> arrived;
        synchronized (inboxLock) {
            arrived = inbox;
            inbox = new LinkedHashSet<>();
            inboxTold = false;
        }
        for (Path path : arrived) {
            want(path);
        }
        consider();
    }

    private void want(Path path) {
        if (everything) {
            return;
        }
        if (path.toString().isEmpty() || pending.size() >= MOST_PATHS) {
            everything = true;
            pending.clear();
        } else {
            pending.add(path);
        }
    }

    private void rescan() {
        if (closed) {
            return;
        }
        everything = true;
        boolean watchAgain = !blind.isEmpty()
                && Duration.ofNanos(scheduler.nanoTime() - watchedAt).compareTo(BETWEEN_WATCHES) > 0;
        if (watchAgain) {
            watch();
        }
        consider();
        nextRescan = scheduler.schedule(rescan, this::rescan);
    }

    /** Begins a run after a while, if one is needed and none is in the way. */
    private void consider() {
        boolean needed = everything || !pending.isEmpty();
        if (needed && started && !closed && run == null && !waiting && !pausing) {
            waiting = true;
            scheduler.schedule(collecting, () -> {
                waiting = false;
                begin();
            });
        }
        status = snapshot();
    }

    private void begin() {
        if (closed || run != null) {
            return;
        }
        Instant halt = haltedAt;
        boolean all = everything;
        Set<Path> paths = Set.copyOf(outermost(pending));
        wasOfEverything = all;
        everything = false;
        pending.clear();
        long began = scheduler.nanoTime();
        run = scheduler.call(
                "mirroring " + mirror.dataSet().name(),
                mirror.timeout().plus(GRACE),
                () -> {
                    if (halt != null && !mirror.isAcceptedSince(halt)) {
                        return Optional.<DataMirror.Result>empty();
                    }
                    return Optional.of(
                            all || halt != null
                                    ? mirror.everything(MirrorListener.NONE)
                                    : mirror.some(paths, MirrorListener.NONE));
                },
                outcome -> ended(outcome, Duration.ofNanos(scheduler.nanoTime() - began)));
        status = snapshot();
    }

    /** What is below another of them is mirrored with it. */
    private static Set<Path> outermost(Set<Path> paths) {
        Set<Path> outermost = new LinkedHashSet<>();
        for (Path path : paths) {
            boolean below = false;
            for (Path above = path.getParent(); above != null && !below; above = above.getParent()) {
                below = paths.contains(above);
            }
            if (!below) {
                outermost.add(path);
            }
        }
        return outermost;
    }

    private void ended(Outcome<Optional<DataMirror.Result>> outcome, Duration took) {
        run = null;
        if (closed) {
            return;
        }
        boolean calm = pending.isEmpty() && !everything;
        collecting = calm ? QUIET : bounded(took.dividedBy(4));
        outcome.fold(
                result -> {
                    result.ifPresentOrElse(this::succeeded, () -> pause(LONGEST_PAUSE));
                    return true;
                },
                failure -> {
                    failed(failure);
                    return true;
                });
        consider();
    }

    private static Duration bounded(Duration duration) {
        if (duration.compareTo(QUIET) < 0) {
            return QUIET;
        }
        return duration.compareTo(LONGEST_COLLECTING) > 0 ? LONGEST_COLLECTING : duration;
    }

    private void succeeded(DataMirror.Result result) {
        if (result.halted().isPresent()) {
            halt(result.halted().get());
            return;
        }
        if (haltedAt != null) {
            haltedAt = null;
            tell(Kind.RESUMED, "mirrors again, as a human accepted the source");
            // What was mounted or made anew in the meantime has no watch.
            watch();
        }
        failures = 0;
        failingSince = null;
        MirrorReport report = result.report().orElseThrow();
        if (wasOfEverything) {
            settle(result.watermark().isPresent(), report);
        }
        problem = unsettled;
        if (toldFailing && unsettledSince == null) {
            toldFailing = false;
            tell(Kind.RECOVERED, "mirrors again");
        }
        result.watermark().ifPresent(watermark -> latest = Optional.of(watermark));
        String text = "%s files sent (%s bytes), %s deleted, in %s"
                .formatted(
                        report.transferredFiles(),
                        report.transferredBytes(),
                        report.deleted(),
                        Durations.format(report.took()));
        tell(result.watermark().isPresent() ? Kind.ALL_MIRRORED : Kind.PART_MIRRORED, text);
        if (wasOfEverything && result.watermark().isEmpty()) {
            againSoon(report.took());
        }
        for (String failure : result.failures()) {
            problem = failure;
            log.warn("{}: {}", mirror.dataSet().name(), failure);
            tell(Kind.COMMAND_FAILED, failure);
        }
    }

    /** A source that never holds still for a run makes a replica that only ages: a human should know. */
    private void settle(boolean complete, MirrorReport report) {
        if (complete) {
            unsettledSince = null;
            unsettled = "";
            return;
        }
        Moment now = scheduler.moment();
        Moment since = unsettledSince == null ? now : unsettledSince;
        unsettledSince = since;
        unsettled = "no run was complete since %s: %s"
                .formatted(since.instant(), report.unsettled().orElse("the source changed meanwhile"));
        if (!toldFailing && since.until(now).compareTo(patience) >= 0) {
            toldFailing = true;
            log.warn("{}: {}", mirror.dataSet().name(), unsettled);
            tell(Kind.FAILING, unsettled);
        }
    }

    /** The source changed under a complete run; the replica is not younger for it, and should become so. */
    private void againSoon(Duration took) {
        Duration wait = took.multipliedBy(4);
        scheduler.schedule(wait.compareTo(SOON) > 0 ? wait : SOON, () -> {
            everything = true;
            consider();
        });
    }

    private void halt(String why) {
        everything = true;
        if (haltedAt == null) {
            haltedAt = scheduler.instant();
            problem = why;
            log.error("{}: halted: {}", mirror.dataSet().name(), why);
            tell(Kind.HALTED, why);
        }
        pause(LONGEST_PAUSE);
    }

    private void failed(Exception failure) {
        String why = String.valueOf(failure.getMessage());
        everything = true;
        pending.clear();
        failures++;
        Moment now = scheduler.moment();
        if (failingSince == null) {
            failingSince = now;
        }
        if (!why.equals(problem)) {
            problem = why;
            log.warn("{}: {}", mirror.dataSet().name(), why);
        }
        tell(Kind.RUN_FAILED, why);
        Moment since = failingSince;
        if (!toldFailing && since.until(now).compareTo(patience) >= 0) {
            toldFailing = true;
            tell(Kind.FAILING, "fails since " + since.instant() + ": " + why);
        }
        Duration backoff = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
        Duration pause = backoff.compareTo(LONGEST_PAUSE) < 0 ? backoff : LONGEST_PAUSE;
        Duration asked = failure instanceof UnavailableException unavailable
                ? unavailable.retryAfter().orElse(Duration.ZERO)
                : Duration.ZERO;
        pause(pause.compareTo(asked) > 0 ? pause : asked);
    }

    private void pause(Duration duration) {
        everything = true;
        pausing = true;
        scheduler.schedule(duration, () -> {
            pausing = false;
            consider();
        });
    }

    private void tell(Kind kind, String text) {
        MirrorEvent event =
                new MirrorEvent(scheduler.instant(), mirror.dataSet().name(), kind, text);
        for (Consumer<MirrorEvent> listener : listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException | Error e) {
                BUGS.report("a listener of " + mirror, e);
            }
        }
    }

    private MirrorStatus snapshot() {
        State state = State.IDLE;
        if (closed || !started) {
            state = State.STOPPED;
        } else if (haltedAt != null) {
            state = State.HALTED;
        } else if (run != null) {
            state = State.RUNNING;
        } else if (failingSince != null || toldFailing) {
            state = State.FAILING;
        }
        return new MirrorStatus(
                mirror.dataSet().name(),
                state,
                latest,
                pending.size(),
                Optional.ofNullable(failingSince)
                        .or(() -> Optional.ofNullable(unsettledSince))
                        .map(Moment::instant),
                problem,
                blind);
    }

    /** Stops watching and interrupts the run that is under way; the next start makes it good. Idempotent. */
    @Override
    public void close() {
        scheduler.schedule(Duration.ZERO, () -> {
            closed = true;
            nextRescan.cancel();
            Task underWay = run;
            if (underWay != null) {
                underWay.cancel();
            }
            TreeWatch watching = watch;
            if (watching != null) {
                watching.close();
            }
            status = snapshot();
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

        /** How often to make a complete run, at least 1 s; 30 s unless said. The replica is never younger than that. */
        public Builder rescan(Duration value) {
            if (value.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("must be at least 1s");
            }
            rescan = value;
            return this;
        }

        /** For how long runs may fail before {@link MirrorEvent.Kind#FAILING} is told; a minute unless said. */
        public Builder patience(Duration value) {
            patience = value;
            return this;
        }

        /** Told of everything that happens, on the event thread; must return at once. */
        public Builder listener(Consumer<MirrorEvent> value) {
            listeners.add(value);
            return this;
        }

        /** Another way to see changes; what the JDK offers unless said. */
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
