package dev.failover.sync;

import dev.failover.component.ConflictException;
import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.RejectedException;
import dev.failover.component.Remedy;
import dev.failover.component.UnavailableException;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Mirrors a data set to a target, carefully: only from a source and into a target that were marked for each other on purpose,
 * only in the direction of the latest epoch (S11), never from a source that is missing, emptied or suddenly shrunken (S12).
 * After each complete run the target carries a {@link Watermark}.
 *
 * <p>Thread-safe; runs are made one after another. Failures are those of {@link FileSync}; besides, {@link
 * ConflictException} if the target belongs to another source, or to a later epoch.
 */
public final class DataMirror implements Inspectable {
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final DataSet dataSet;
    private final FileSync target;
    private final Exclusions exclusions;
    private final int maxDeletes;
    private final Optional<Versions> versions;
    private final Duration timeout;
    private final TimeSource time;
    private final boolean firstContact;
    private final MirrorDirection direction;
    private final SourceGuard guard;
    private final LeftWatermark left;
    private final AfterSyncRuns after;
    private final Verification verification;

    private DataMirror(Builder builder, DataSet dataSet, FileSync target) {
        this.dataSet = dataSet;
        this.target = target;
        exclusions = builder.exclusions;
        maxDeletes = builder.maxDeletes;
        versions = Optional.ofNullable(builder.versions);
        timeout = builder.timeout;
        time = builder.time;
        firstContact = builder.firstContact;
        direction = new MirrorDirection(dataSet, target, time);
        guard = new SourceGuard(dataSet, target, maxDeletes, builder.maxShrink);
        left = new LeftWatermark(dataSet, target);
        after = new AfterSyncRuns(builder.after, target);
        verification = new Verification(dataSet, target, exclusions, time);
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * What came of a run.
     *
     * @param report of the run; empty if none was made
     * @param watermark left at the target; only by a complete run
     * @param halted why no run was made, and none will be before a human {@linkplain #acceptSource accepts} the source
     * @param failures of commands that were to run after it
     */
    public record Result(
            Optional<MirrorReport> report,
            Optional<Watermark> watermark,
            Optional<String> halted,
            List<String> failures) {
        public Result {
            failures = List.copyOf(failures);
        }

        private static Result halted(String why) {
            return new Result(Optional.empty(), Optional.empty(), Optional.of(why), List.of());
        }
    }

    public DataSet dataSet() {
        return dataSet;
    }

    Exclusions exclusions() {
        return exclusions;
    }

    Duration timeout() {
        return timeout;
    }

    /**
     * Marks source and target for each other; the one thing that must be done by hand, and once. Idempotent.
     *
     * @return how both are marked
     * @throws ConflictException if the target is marked for another source already
     * @throws RejectedException if there is no source
     */
    public Marker prepare() throws InterruptedException {
        oneAtATime.lockInterruptibly();
        try {
            return direction.prepare();
        } finally {
            oneAtATime.unlock();
        }
    }

    /**
     * A human's word that the source is right as it is, though it halted: the next run is made. If its marker is missing, it
     * is marked again as the source that the target knows. The word is kept at the target.
     *
     * @param by who says so
     * @throws ConflictException if the source's marker is missing and the target knows no source but itself
     */
    public void acceptSource(String by, Instant now) throws InterruptedException {
        oneAtATime.lockInterruptibly();
        try {
            Marker found = direction.found().orElseThrow(direction::unprepared);
            if (dataSet.source().isEmpty()) {
                if (dataSet.target().isEmpty()) {
                    direction.requireNoSource(found);
                    guard.requireKnown(
                            found, left.read(), SourceScan.of(dataSet.directory(), Path.of(""), exclusions, List.of()));
                }
                dataSet.mark(found);
            }
            guard.accept(by, now, LeftWatermark.sequence(left.read()));
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Whether a human accepted the source after that moment. */
    boolean isAcceptedSince(Instant moment) throws InterruptedException {
        return guard.isAcceptedSince(moment);
    }

    /**
     * Makes one complete run, and leaves its watermark.
     *
     * @param listener told of progress, from any thread
     */
    public Result everything(MirrorListener listener) throws InterruptedException {
        oneAtATime.lockInterruptibly();
        try {
            Optional<Marker> ours = dataSet.source();
            Optional<Marker> found = direction.found();
            if (firstContact && ours.isEmpty() && isUnclaimed(found)) {
                return makeContact(listener);
            }
            if (found.isEmpty()) {
                throw direction.unprepared();
            }
            if (ours.isEmpty()) {
                return Result.halted(guard.missing());
            }
            if (direction.take(ours.get(), found.get())) {
                left.forget();
            }
            Optional<WatermarkNote> before = left.read();
            long sequence = LeftWatermark.sequence(before);
            SourceScan scan = scan();
            // Of a source that can't be read as a whole nothing is deleted, and nothing is known about what it lacks.
            Optional<String> doubt =
                    scan.unreadable().isPresent() ? Optional.empty() : guard.doubt(before, scan.files());
            if (doubt.isPresent() && !guard.isAccepted(sequence)) {
                return Result.halted(doubt.get());
            }
            if (dataSet.source().isEmpty()) {
                return Result.halted(guard.missing());
            }
            long began = time.nanoTime();
            MirrorReport report = mirror(scan, listener);
            FileCounts counts = doubt.isPresent()
                    ? FileCounts.NONE
                    : before.map(WatermarkNote::counts).orElse(FileCounts.NONE);
            return ended(began, ours.get(), sequence + 1, report, scan, counts);
        } finally {
            oneAtATime.unlock();
        }
    }

    private SourceScan scan() throws InterruptedException {
        return SourceScan.of(dataSet.directory(), Path.of(""), exclusions, after.patterns());
    }

    private MirrorReport mirror(SourceScan scan, MirrorListener listener) throws InterruptedException {
        try {
            return target.mirror(request(), listener);
        } catch (UnavailableException e) {
            throw scan.unreadable()
                    .map(what -> new UnavailableException(
                            "%s of the source %s can't be read; the rest was sent, and nothing deleted. Let %s read it, or exclude it: %s"
                                    .formatted(
                                            what, dataSet.directory(), System.getProperty("user.name"), e.getMessage()),
                            e))
                    .orElse(e);
        }
    }

    private Result ended(
            long began, Marker ours, long sequence, MirrorReport report, SourceScan scan, FileCounts counts)
            throws InterruptedException {
        Duration took = Duration.ofNanos(time.nanoTime() - began);
        Optional<Watermark> watermark = report.complete()
                ? Optional.of(left.leave(ours, sequence, report, took, scan, counts))
                : Optional.empty();
        guard.sentAll(report.complete());
        after.sentAll(scan);
        return new Result(Optional.of(report), watermark, Optional.empty(), after.run());
    }

    /**
     * Makes a run over some paths; it leaves no watermark. Where that alone would not be safe, it makes a complete one.
     *
     * @param paths relative to the source
     */
    public Result some(Set<Path> paths, MirrorListener listener) throws InterruptedException {
        oneAtATime.lockInterruptibly();
        try {
            Optional<Marker> ours = dataSet.source();
            if (ours.isEmpty()) {
                return Result.halted(guard.missing());
            }
            long missing = paths.stream().filter(this::isMissing).count();
            if (guard.isTooMuchDeleted(left.known(), missing)) {
                return everything(listener);
            }
            if (direction.takeForSome(ours.get())) {
                left.forget();
            }
            Map<Path, SourceScan> looked = after.look(dataSet.directory(), exclusions, paths);
            MirrorReport report = target.mirror(request().only(paths), listener);
            guard.deletedSome(report.deleted());
            after.sentSome(looked);
            return new Result(Optional.of(report), Optional.empty(), Optional.empty(), after.run());
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Whether its transport can compare what the target's files hold. */
    boolean verifies() {
        return target.verifying() != FileSync.Verifying.NOTHING;
    }

    /**
     * Reads all of the target back, and sends again what silently became another: files whose size and time are the source's, and whose
     * content is not. Begins anew, whatever was under way, and takes as long as reading takes; runs may be made meanwhile.
     *
     * @throws RejectedException if the transport can't compare contents
     */
    public Proof verify() throws InterruptedException {
        Verification.Portion portion = verifyNext(Duration.ZERO, true);
        while (!portion.ended()) {
            portion = verifyNext(Duration.ZERO, false);
        }
        return portion.latest().orElseThrow();
    }

    /** Makes the next portion of a verification, if one is due. */
    Verification.Portion verifyNext(Duration every) throws InterruptedException {
        return verifyNext(every, false);
    }

    private Verification.Portion verifyNext(Duration every, boolean anew) throws InterruptedException {
        oneAtATime.lockInterruptibly();
        try {
            Marker ours = dataSet.source().orElseThrow(() -> new RejectedException(guard.missing()));
            if (direction.takeForSome(ours)) {
                left.forget();
            }
            if (anew) {
                verification.forget(ours);
            }
            return verification.next(ours, every, request());
        } finally {
            oneAtATime.unlock();
        }
    }

    /**
     * What the source was given after a moment from which on it was not mirrored from any more.
     *
     * @return empty if it can't be told, as another source has mirrored into it meanwhile
     */
    public Optional<LeftBehind> leftBehind(Instant moment) throws InterruptedException {
        return LeftBehind.since(dataSet, exclusions, moment);
    }

    /**
     * Looks through the source, at its first 10,000 files and directories, for what its transport {@linkplain FileSync#loses loses} and for
     * what can't be read.
     */
    @Override
    public List<Finding> inspect(Duration timeout) throws InterruptedException {
        return new SourceInspection(dataSet, exclusions, target.loses(), Deadline.in(timeout, time::nanoTime)).make();
    }

    /**
     * Whether no source has a claim to the target yet: nothing marks it, or only a first contact that was cut short between its two
     * marks, after which nothing was mirrored.
     */
    private boolean isUnclaimed(Optional<Marker> found) throws InterruptedException {
        return found.isEmpty()
                || direction.isProvisional(found.get()) && left.read().isEmpty();
    }

    /** With nothing to go by, a run that may delete nothing finds out whether the target could be the right one. */
    private Result makeContact(MirrorListener listener) throws InterruptedException {
        SourceScan scan = scan();
        if (scan.files() == 0) {
            throw new RejectedException(
                    "the source %s holds no file: it is not taken for the source of %s. If it is, prepare the mirror"
                            .formatted(dataSet.directory(), dataSet.name()),
                    Remedy.PREPARE);
        }
        MirrorRequest careful =
                MirrorRequest.everything(dataSet.directory(), 0, timeout).excluding(exclusions);
        MirrorReport report;
        long began = time.nanoTime();
        try {
            report = target.mirror(versions.map(careful::keeping).orElse(careful), listener);
        } catch (RejectedException e) {
            throw new RejectedException(
                    "the first mirror of %s, which may delete nothing, was rejected. If the target is the right one all the same, prepare the mirror: %s"
                            .formatted(dataSet.name(), e.getMessage()),
                    Remedy.PREPARE,
                    e);
        }
        return ended(began, direction.claim(), 1, report, scan, FileCounts.NONE);
    }

    private boolean isMissing(Path path) {
        return !Files.exists(dataSet.directory().resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    private MirrorRequest request() {
        MirrorRequest request = MirrorRequest.everything(dataSet.directory(), maxDeletes, timeout)
                .excluding(exclusions);
        return versions.map(request::keeping).orElse(request);
    }

    @Override
    public String toString() {
        return "mirror of " + dataSet;
    }

    /** Composes a mirror. Not thread-safe. */
    public static final class Builder {
        private @Nullable DataSet dataSet;
        private @Nullable FileSync target;
        private Exclusions exclusions = Exclusions.NONE;
        private int maxDeletes = 100;
        private int maxShrink = 50;
        private @Nullable Versions versions;
        private Duration timeout = Duration.ofHours(12);
        private final List<AfterSync> after = new ArrayList<>();
        private boolean firstContact;
        private TimeSource time = TimeSource.system();

        private Builder() {}

        /** What to mirror; required. */
        public Builder dataSet(DataSet value) {
            dataSet = value;
            return this;
        }

        /** Where to; required. The mirror does not close it. */
        public Builder target(FileSync value) {
            target = value;
            return this;
        }

        /** What of it is neither mirrored nor deleted; nothing by default. */
        public Builder exclude(Exclusions value) {
            exclusions = value;
            return this;
        }

        /**
         * How many files and directories one run may delete, 0 or more; 100 by default. Runs over single paths count together from one
         * complete run to the next, less what came meanwhile.
         */
        public Builder maxDeletes(int value) {
            maxDeletes = value;
            return this;
        }

        /**
         * By how many percent the source may hold fewer files than at any complete run of the day before the latest one, 0 to 100; 50 by
         * default.
         */
        public Builder maxShrink(int percent) {
            maxShrink = percent;
            return this;
        }

        /** How long to keep what runs replace and delete; not at all by default. */
        public Builder versions(Versions value) {
            versions = value;
            return this;
        }

        /** How long one run may take, more than zero; 12 hours by default, for a first run over a slow line. */
        public Builder timeout(Duration value) {
            timeout = value;
            return this;
        }

        /**
         * Whether a first complete run may do what {@link DataMirror#prepare} does, if neither side carries any marker, the
         * source is not empty and the target holds nothing that the source lacks; off by default.
         */
        public Builder prepareAtFirstContact(boolean value) {
            firstContact = value;
            return this;
        }

        /** What is measured by; the machine's own time by default. */
        public Builder time(TimeSource value) {
            time = value;
            return this;
        }

        /** A command to run when certain files changed; any number. */
        public Builder after(AfterSync value) {
            after.add(value);
            return this;
        }

        /** @throws InvalidSettingsException naming everything that is missing or out of its range */
        public DataMirror build() {
            DataSet given = dataSet;
            FileSync transport = target;
            new Problems()
                    .present(given, "source", "what is to be mirrored?")
                    .present(transport, "destination", "where to?")
                    .unless(maxDeletes >= 0, "max-delete", "must be 0 or more")
                    .unless(
                            maxShrink >= 0 && maxShrink <= 100,
                            "max-shrink",
                            "must be 0 to 100 percent, not " + maxShrink)
                    .positive(timeout, "timeout")
                    .throwIfAny();
            return new DataMirror(this, Objects.requireNonNull(given), Objects.requireNonNull(transport));
        }
    }
}
