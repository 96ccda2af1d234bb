package dev.failover.sync;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.sync.MirrorStatus.State;
import dev.failover.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a target equal to its source, change by change. Changes are seen at once and sent as a run over the paths that
 * changed; a complete run is made at the start, periodically, when changes may have been missed, and after every failure, so
 * that the target equals an idle source within one period whatever was lost (L6).
 *
 * <p>One run at a time. When nothing is under way, a change is sent after a millisecond; while changes keep coming, they are
 * collected during a run and a fraction of its length. It may be stopped and started again any number of times. Thread-safe;
 * what it decides happens on the scheduler's event thread.
 */
public final class ContinuousMirror {
    private final DataMirror mirror;
    private final Duration rescan;
    private final Duration patience;
    private final Optional<Proving.Plan> verifying;
    private final @Nullable Supplier<TreeWatch> watches;
    private final List<Consumer<MirrorEvent>> listeners;
    private @Nullable Following following;
    private @Nullable Instant sentUntil;

    private ContinuousMirror(Builder builder, DataMirror mirror) {
        this.mirror = mirror;
        rescan = builder.rescan;
        patience = builder.patience;
        verifying = Optional.ofNullable(builder.verifyEvery)
                .map(every -> new Proving.Plan(every, builder.verifyBytesPerSecond));
        watches = builder.watches;
        listeners = List.copyOf(builder.listeners);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** What it mirrors. */
    public DataSet dataSet() {
        return mirror.dataSet();
    }

    /**
     * Begins; returns at once. Without effect while it is running.
     *
     * @param scheduler its time and threads until it is stopped; it is not closed
     */
    public synchronized void start(Scheduler scheduler) {
        if (following == null) {
            Supplier<TreeWatch> given = watches != null
                    ? watches
                    : () -> new DirectoryWatch(scheduler, mirror.dataSet().directory(), mirror.exclusions());
            following = new Following(scheduler, mirror, rescan, patience, verifying, given, listeners);
            following.start();
        }
    }

    /** Ends; returns at once. The run that is under way is interrupted, and made good by the next start. Idempotent. */
    public synchronized void stop() {
        if (following != null) {
            sentUntil = following.sentUntil();
            following.close();
            following = null;
        }
    }

    /** When it was stopped last: what changed until then was sent. Empty if it was not running yet. */
    public synchronized Optional<Instant> sentUntil() {
        return Optional.ofNullable(sentUntil);
    }

    /** How it is doing. */
    public synchronized MirrorStatus status() {
        return following != null
                ? following.status()
                : new MirrorStatus(
                        mirror.dataSet().name(),
                        State.STOPPED,
                        Optional.empty(),
                        0,
                        Optional.empty(),
                        "",
                        Optional.empty(),
                        "",
                        Optional.empty());
    }

    @Override
    public String toString() {
        return "continuous " + mirror;
    }

    /** Composes a continuous mirror. Not thread-safe. */
    public static final class Builder {
        private static final Duration SHORTEST_RESCAN = Duration.ofSeconds(1);
        private static final Duration SHORTEST_VERIFICATION = Duration.ofHours(1);

        private @Nullable DataMirror mirror;
        private Duration rescan = Duration.ofSeconds(30);
        private Duration patience = Duration.ofMinutes(1);
        private @Nullable Duration verifyEvery;
        private long verifyBytesPerSecond = 2 * 1024 * 1024;
        private @Nullable Supplier<TreeWatch> watches;
        private final List<Consumer<MirrorEvent>> listeners = new ArrayList<>();

        private Builder() {}

        /** What to mirror, and where to; required. */
        public Builder mirror(DataMirror value) {
            mirror = value;
            return this;
        }

        /** How often to make a complete run, at least 1 s; 30 s by default. The replica is never younger than that. */
        public Builder rescan(Duration value) {
            rescan = value;
            return this;
        }

        /** For how long runs may fail before {@link MirrorEvent.Kind#FAILING} is told; a minute by default. */
        public Builder patience(Duration value) {
            patience = value;
            return this;
        }

        /**
         * How often to read all of the target back and to compare it with the source, at least 1 h; not at all by default. It goes on
         * while nothing else is to be done, about a second at a time, and takes at most half of the time.
         */
        public Builder verifyEvery(Duration value) {
            verifyEvery = value;
            return this;
        }

        /** How many bytes a second, on average, are read for that at each side at most; 2 MiB by default. */
        public Builder verifyRate(long bytesPerSecond) {
            verifyBytesPerSecond = bytesPerSecond;
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

        /** @throws InvalidSettingsException naming everything that is missing or out of its range */
        public ContinuousMirror build() {
            DataMirror given = mirror;
            Duration every = verifyEvery;
            new Problems()
                    .present(given, "mirror", "what is to be mirrored, and where to?")
                    .unless(rescan.compareTo(SHORTEST_RESCAN) >= 0, "rescan", "must be at least 1s")
                    .positive(patience, "patience")
                    .unless(
                            every == null || every.compareTo(SHORTEST_VERIFICATION) >= 0,
                            "verify-every",
                            "must be at least 1h")
                    .unless(
                            every == null || given == null || given.verifies(),
                            "verify-every",
                            "is not possible: the transport can't compare what files hold")
                    .unless(verifyBytesPerSecond > 0, "verify-rate", "must be more than zero")
                    .throwIfAny();
            return new ContinuousMirror(this, Objects.requireNonNull(given));
        }
    }
}
