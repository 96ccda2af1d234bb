package dev.failover.sync;

import dev.failover.component.ConflictException;
import dev.failover.component.Excerpt;
import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.InvalidSettingsException.Problem;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.time.Deadline;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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
    private static final Duration NOTE_TIMEOUT = Duration.ofSeconds(30);
    /** A part is sent on the word of a look at the target that is at most this old: a look costs as much as a small file. */
    private static final Duration DIRECTION_HOLDS = Duration.ofSeconds(1);

    private static final String ACCEPTED = "accepted";
    /** In percent of its files: of one source at two times it is near 100, of two sources near 0. */
    private static final int LEAST_LIKENESS = 25;

    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final DataSet dataSet;
    private final FileSync target;
    private final Exclusions exclusions;
    private final int maxDeletes;
    private final int maxShrink;
    private final Optional<Versions> versions;
    private final Duration timeout;
    private final AfterSyncRuns after;
    private final boolean firstContact;
    private @Nullable WatermarkNote left;
    private @Nullable Marker checked;
    private long checkedAt;
    /** By runs over some paths, since the latest one over everything. */
    private long deletedInParts;
    /** Whether any of these deleted something since the watermark was left. */
    private boolean goneInParts;

    private DataMirror(Builder builder, DataSet dataSet, FileSync target) {
        this.dataSet = dataSet;
        this.target = target;
        exclusions = builder.exclusions;
        maxDeletes = builder.maxDeletes;
        maxShrink = builder.maxShrink;
        versions = Optional.ofNullable(builder.versions);
        timeout = builder.timeout;
        firstContact = builder.firstContact;
        after = new AfterSyncRuns(builder.after, target, NOTE_TIMEOUT);
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
            Optional<Marker> found = targetMarker();
            Marker candidate = dataSet.source().orElseGet(() -> new Marker(dataSet.name(), "not marked yet", 0));
            found.ifPresent(existing -> requireOurs(candidate, existing));
            Marker marker = dataSet.prepare();
            if (!found.equals(Optional.of(marker))) {
                target.writeNote(Marker.TARGET, marker.text(), NOTE_TIMEOUT);
            }
            return marker;
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
            Marker found = targetMarker().orElseThrow(this::unprepared);
            if (dataSet.source().isEmpty()) {
                if (dataSet.target().isEmpty()) {
                    requireNoSource(found);
                    requireKnown(found);
                }
                dataSet.mark(found);
            }
            Map<String, String> word = new LinkedHashMap<>();
            word.put("data-set", dataSet.name());
            word.put("after-sequence", String.valueOf(sequence(readLeft())));
            word.put("by", Excerpt.of(by));
            word.put("at", now.toString());
            target.writeNote(ACCEPTED, NoteText.write(ACCEPTED, word), NOTE_TIMEOUT);
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Who was a source itself knows another source only since it has followed that. */
    private void requireNoSource(Marker found) throws InterruptedException {
        if (note(Marker.SOURCE).equals(Optional.of(found))) {
            throw new ConflictException(
                    "the source %1$s has no marker (%2$s/%3$s), and its target was never mirrored to from there: it is a source of %4$s itself. Nothing was accepted. Mount the source; or, if this site is the active one, run: failover sync %4$s --promote"
                            .formatted(dataSet.directory(), FileSync.RESERVED, Marker.SOURCE, dataSet.name()));
        }
    }

    /**
     * A source without a marker is taken for the one that the target knows only if its files are that one's: of two sources, one would
     * delete what the other sent.
     */
    private void requireKnown(Marker found) throws InterruptedException {
        Optional<Likeness> known = readLeft().flatMap(WatermarkNote::files);
        SourceScan scan = SourceScan.of(dataSet.directory(), Path.of(""), exclusions, List.of());
        int percent = known.map(files -> files.percent(scan.likeness())).orElse(0);
        if (percent < LEAST_LIKENESS) {
            throw new ConflictException(
                    ("the source %1$s has no marker (%2$s/%3$s), and its %4$d files are not those of the source %5$s, which the target of %6$s is"
                                    + " marked for. Nothing was accepted. Mount or restore the source; for another source, choose another target."
                                    + " If it is the same one all the same, copy the target's %2$s/%7$s here as %2$s/%3$s")
                            .formatted(
                                    dataSet.directory(),
                                    FileSync.RESERVED,
                                    Marker.SOURCE,
                                    scan.files(),
                                    found.source(),
                                    dataSet.name(),
                                    Marker.TARGET));
        }
    }

    /** Whether a human accepted the source after that moment. */
    boolean isAcceptedSince(Instant moment) throws InterruptedException {
        return accepted().filter(word -> word.at().isAfter(moment)).isPresent();
    }

    /** A human's word, given over a watermark. */
    private record Accepted(long sequence, Instant at) {}

    /** One that can't be read was not given: it can be given again. */
    private Optional<Accepted> accepted() throws InterruptedException {
        return target.readNote(ACCEPTED, NOTE_TIMEOUT).flatMap(text -> {
            try {
                Map<String, String> word = NoteText.read(ACCEPTED, text);
                return Optional.of(
                        new Accepted(NoteText.number(word, "after-sequence"), Instant.parse(NoteText.get(word, "at"))));
            } catch (IllegalArgumentException | DateTimeException e) {
                return Optional.empty();
            }
        });
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
            Optional<Marker> found = targetMarker();
            if (firstContact && ours.isEmpty() && isUnclaimed(found)) {
                return makeContact(listener);
            }
            if (found.isEmpty()) {
                throw unprepared();
            }
            if (ours.isEmpty()) {
                return Result.halted(missing());
            }
            takeDirection(ours.get(), found.get());
            Optional<WatermarkNote> before = readLeft();
            SourceScan scan = scan();
            // Of a source that can't be read as a whole nothing is deleted, and nothing is known about what it lacks.
            Optional<String> doubt = scan.unreadable().isPresent() ? Optional.empty() : doubt(before, scan.files());
            if (doubt.isPresent() && !isAccepted(sequence(before))) {
                return Result.halted(doubt.get());
            }
            if (dataSet.source().isEmpty()) {
                return Result.halted(missing());
            }
            long began = System.nanoTime();
            MirrorReport report = mirror(scan, listener);
            deletedInParts = 0;
            FileCounts counts = doubt.isPresent()
                    ? FileCounts.NONE
                    : before.map(WatermarkNote::counts).orElse(FileCounts.NONE);
            return ended(began, ours.get(), sequence(before) + 1, report, scan, counts);
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
        Optional<Watermark> watermark =
                report.complete() ? Optional.of(leave(began, ours, sequence, report, scan, counts)) : Optional.empty();
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
                return Result.halted(missing());
            }
            long missing = paths.stream().filter(this::isMissing).count();
            if (isTooMuchDeleted(missing)) {
                return everything(listener);
            }
            if (!isDirectionFresh(ours.get())) {
                // A promotion marks both, so that one look is enough here.
                takeDirection(ours.get(), note(Marker.TARGET).orElseThrow(this::unprepared));
            }
            Map<Path, SourceScan> looked = after.look(dataSet.directory(), exclusions, paths);
            MirrorReport report = target.mirror(request().only(paths), listener);
            deletedInParts += report.deleted();
            goneInParts |= report.deleted() > 0;
            after.sentSome(looked);
            return new Result(Optional.of(report), Optional.empty(), Optional.empty(), after.run());
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
        return new SourceInspection(dataSet, exclusions, target.loses(), Deadline.in(timeout)).make();
    }

    /**
     * Whether no source has a claim to the target yet: nothing marks it, or only a first contact that was cut short between its two
     * marks, after which nothing was mirrored.
     */
    private boolean isUnclaimed(Optional<Marker> found) throws InterruptedException {
        return found.isEmpty()
                || dataSet.target().isEmpty()
                        && note(Marker.TARGET).equals(found)
                        && target.readNote(Marker.TARGET, NOTE_TIMEOUT)
                                .filter(Marker::isProvisional)
                                .isPresent()
                        && readLeft().isEmpty();
    }

    /** With nothing to go by, a run that may delete nothing finds out whether the target could be the right one. */
    private Result makeContact(MirrorListener listener) throws InterruptedException {
        SourceScan scan = scan();
        if (scan.files() == 0) {
            throw new RejectedException(
                    "the source %s holds no file: it is not taken for the source of %s. If it is, run: failover sync %s --prepare"
                            .formatted(dataSet.directory(), dataSet.name(), dataSet.name()));
        }
        MirrorRequest careful =
                MirrorRequest.everything(dataSet.directory(), 0, timeout).excluding(exclusions);
        MirrorReport report;
        long began = System.nanoTime();
        try {
            report = target.mirror(versions.map(careful::keeping).orElse(careful), listener);
        } catch (RejectedException e) {
            throw new RejectedException(
                    "the first mirror of %s, which may delete nothing, was rejected: %s If the target is the right one all the same, run: failover sync %s --prepare"
                            .formatted(dataSet.name(), e.getMessage(), dataSet.name()),
                    e);
        }
        dataSet.requireNoReplica();
        Marker marker = new Marker(dataSet.name(), UUID.randomUUID().toString(), 0);
        // The target first: what is cut short in between begins anew, as no source has a claim to it.
        target.writeNote(Marker.TARGET, marker.provisionalText(), NOTE_TIMEOUT);
        dataSet.mark(marker);
        return ended(began, marker, 1, report, scan, FileCounts.NONE);
    }

    private boolean isMissing(Path path) {
        return !Files.exists(dataSet.directory().resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    /** A tree that goes bit by bit, each small enough for one run, is a shrinking source all the same: a look at all of it tells. */
    private boolean isTooMuchDeleted(long missing) {
        WatermarkNote last = left;
        return missing > 0
                && (last == null
                        || deletedInParts + missing > maxDeletes
                        || shrunken(last, last.watermark().files() - deletedInParts - missing)
                                .isPresent());
    }

    private MirrorRequest request() {
        MirrorRequest request = MirrorRequest.everything(dataSet.directory(), maxDeletes, timeout)
                .excluding(exclusions);
        return versions.map(request::keeping).orElse(request);
    }

    // Whose target it is.

    /** Whose tree the target is by its own account: of a former source that became a target, the later epoch counts. */
    private Optional<Marker> targetMarker() throws InterruptedException {
        Optional<Marker> asTarget = note(Marker.TARGET);
        Optional<Marker> asSource = note(Marker.SOURCE);
        return asTarget.isPresent()
                        && asSource.isPresent()
                        && asTarget.get().epoch() > asSource.get().epoch()
                ? asTarget
                : asSource.or(() -> asTarget);
    }

    private Optional<Marker> note(String name) throws InterruptedException {
        return target.readNote(name, NOTE_TIMEOUT).map(text -> {
            try {
                return Marker.parse(text);
            } catch (IllegalArgumentException e) {
                throw new ConflictException("the target of %s is marked in a way that is not understood: its marker %s"
                        .formatted(dataSet.name(), e.getMessage()));
            }
        });
    }

    private RejectedException unprepared() {
        return new RejectedException(
                "%s was never prepared: nothing marks its target. If source and target are the right ones, run: failover sync %s --prepare"
                        .formatted(dataSet.name(), dataSet.name()));
    }

    private boolean isDirectionFresh(Marker ours) {
        return ours.equals(checked) && System.nanoTime() - checkedAt < DIRECTION_HOLDS.toNanos();
    }

    /** Makes sure that the target is ours to mirror into; takes it over from the source of an earlier epoch. */
    private void takeDirection(Marker ours, Marker found) throws InterruptedException {
        requireOurs(ours, found);
        if (!found.equals(ours)) {
            target.writeNote(Marker.TARGET, ours.text(), NOTE_TIMEOUT);
            left = null;
        }
        checked = ours;
        checkedAt = System.nanoTime();
    }

    private void requireOurs(Marker ours, Marker found) {
        if (!ours.dataSet().equals(dataSet.name())) {
            throw new ConflictException("%s is marked as the source of %s, not of %s"
                    .formatted(dataSet.directory(), ours.dataSet(), dataSet.name()));
        }
        if (!found.dataSet().equals(dataSet.name())) {
            throw new ConflictException("the target of %s is marked for %s; nothing was mirrored. Choose another target"
                    .formatted(dataSet.name(), found.dataSet()));
        }
        if (found.epoch() > ours.epoch()) {
            throw new ConflictException(
                    ("the target of %1$s became the source itself in epoch %2$d, this source is of epoch %3$d; nothing was"
                                    + " mirrored, as it would overwrite what is newer. Mirror from there to here first;"
                                    + " once this site is active again, run: failover sync %1$s --promote")
                            .formatted(dataSet.name(), found.epoch(), ours.epoch()));
        }
        if (found.epoch() == ours.epoch() && !found.source().equals(ours.source())) {
            throw new ConflictException(
                    "the target of %s is marked for another source (%s, this one is %s); nothing was mirrored. Choose another target, or remove %s/%s there if it is abandoned"
                            .formatted(
                                    dataSet.name(), found.source(), ours.source(), FileSync.RESERVED, Marker.TARGET));
        }
    }

    // Whether the source can be believed.

    private String missing() {
        return ("the source %s has no marker (%s/%s): it is missing, emptied, not mounted, or another one. Nothing was mirrored, nor deleted."
                        + " Mount or restore it. If only its marker was lost, run: failover sync %s --accept-source. For another source, choose another target")
                .formatted(dataSet.directory(), FileSync.RESERVED, Marker.SOURCE, dataSet.name());
    }

    /** Why the source can't be believed; empty if it can. */
    private Optional<String> doubt(Optional<WatermarkNote> before, long files) {
        return before.flatMap(last -> shrunken(last, files).or(() -> goneInParts(last, files)));
    }

    private Optional<String> shrunken(WatermarkNote before, long files) {
        long last = before.watermark().files();
        long most = Math.max(last, before.counts().most());
        boolean tooFew = files * 100 < most * (100 - maxShrink);
        boolean emptied = files <= 0 && last > 0;
        if (!tooFew && !emptied) {
            return Optional.empty();
        }
        String when =
                most == last ? "at the latest complete mirror" : "within the day before the latest complete mirror";
        return Optional.of(
                "the source %s holds %s files, %s %s: that is more than %s %% less. Nothing was mirrored, nor deleted. If it is right, run: failover sync %s --accept-source"
                        .formatted(dataSet.directory(), Math.max(files, 0), most, when, maxShrink, dataSet.name()));
    }

    /** What runs over some paths deleted counts together, against what came meanwhile. */
    private Optional<String> goneInParts(WatermarkNote before, long files) {
        long gone = before.watermark().files() - files;
        return goneInParts && gone > maxDeletes
                ? Optional.of(
                        "the source %s lost %s files since the latest complete mirror, one after another, and max-delete is %s. No more is mirrored, nor deleted. If it is right, run: failover sync %s --accept-source"
                                .formatted(dataSet.directory(), gone, maxDeletes, dataSet.name()))
                : Optional.empty();
    }

    /** A word given over one watermark counts for the run that follows it only. */
    private boolean isAccepted(long sequence) throws InterruptedException {
        return accepted().filter(word -> word.sequence() == sequence).isPresent();
    }

    // The watermark.

    private static long sequence(Optional<WatermarkNote> before) {
        return before.map(last -> last.watermark().sequence()).orElse(0L);
    }

    private Optional<WatermarkNote> readLeft() throws InterruptedException {
        if (left == null) {
            left = target.readNote(Watermark.NOTE, NOTE_TIMEOUT)
                    .map(text -> {
                        try {
                            return WatermarkNote.parse(text);
                        } catch (IllegalArgumentException e) {
                            throw new ConflictException(
                                    "the watermark of %s at its target %s".formatted(dataSet.name(), e.getMessage()));
                        }
                    })
                    .orElse(null);
        }
        return Optional.ofNullable(left);
    }

    private Watermark leave(
            long began, Marker ours, long sequence, MirrorReport report, SourceScan scan, FileCounts before)
            throws InterruptedException {
        Watermark next = new Watermark(
                dataSet.name(),
                ours.source(),
                ours.epoch(),
                sequence,
                report.scanStarted(),
                report.files(),
                report.bytes(),
                CertificateDates.nearest(scan.certificates()));
        WatermarkNote note = new WatermarkNote(
                next,
                Optional.of(report.scanStarted().plusNanos(System.nanoTime() - began)),
                before.and(report.scanStarted(), report.files()),
                Optional.of(scan.likeness()));
        target.writeNote(Watermark.NOTE, note.text(), NOTE_TIMEOUT);
        left = note;
        goneInParts = false;
        return next;
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

        /** What of it is neither mirrored nor deleted; nothing unless said. */
        public Builder exclude(Exclusions value) {
            exclusions = value;
            return this;
        }

        /**
         * How many files and directories one run may delete, 0 or more; 100 unless said. Runs over single paths count together from one
         * complete run to the next, less what came meanwhile.
         */
        public Builder maxDeletes(int value) {
            if (value < 0) {
                throw new IllegalArgumentException("must be 0 or more");
            }
            maxDeletes = value;
            return this;
        }

        /**
         * By how many percent the source may hold fewer files than at any complete run of the day before the latest one, 0 to 100; 50 unless
         * said.
         */
        public Builder maxShrink(int percent) {
            if (percent < 0 || percent > 100) {
                throw new IllegalArgumentException("must be 0 to 100 percent, not " + percent);
            }
            maxShrink = percent;
            return this;
        }

        /** How long to keep what runs replace and delete; not at all unless said. */
        public Builder versions(Versions value) {
            versions = value;
            return this;
        }

        /** How long one run may take, more than zero; 12 hours unless said, for a first run over a slow line. */
        public Builder timeout(Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("must be more than zero");
            }
            timeout = value;
            return this;
        }

        /**
         * Whether a first complete run may do what {@link DataMirror#prepare} does, if neither side carries any marker, the
         * source is not empty and the target holds nothing that the source lacks; not unless said.
         */
        public Builder prepareAtFirstContact(boolean value) {
            firstContact = value;
            return this;
        }

        /** A command to run when certain files changed; any number. */
        public Builder after(AfterSync value) {
            after.add(value);
            return this;
        }

        /** @throws InvalidSettingsException naming everything that is missing */
        public DataMirror build() {
            List<Problem> problems = new ArrayList<>();
            DataSet given = dataSet;
            FileSync transport = target;
            if (given == null) {
                problems.add(new Problem("source", "is missing: what is to be mirrored?"));
            }
            if (transport == null) {
                problems.add(new Problem("destination", "is missing: where to?"));
            }
            if (given == null || transport == null) {
                throw new InvalidSettingsException(problems);
            }
            return new DataMirror(this, given, transport);
        }
    }
}
