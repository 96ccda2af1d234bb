package dev.failover.sync;

import dev.failover.sync.ProofNote.Round;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a target back and heals it, a portion at a time: what size and time can't show is found, and runs have their turn in between. How
 * far it came is kept at the target, at least once a minute, so that neither a restart here nor an outage begins it anew. Not thread-safe:
 * one run after another.
 */
final class Verification {
    private static final Duration BETWEEN_NOTES = Duration.ofMinutes(1);
    /** What a run may have to wait for. */
    private static final Duration PORTION = Duration.ofSeconds(1);

    private static final long FIRST = 1024 * 1024;
    private static final long LEAST = 64 * 1024;
    private static final long MOST = 64 * FIRST;

    private final DataSet dataSet;
    private final FileSync target;
    private final Exclusions exclusions;
    private final TimeSource time;
    private @Nullable ProofNote known;
    /** Healed, and not returned yet, as what followed failed. */
    private final List<Path> untold = new ArrayList<>();

    private long portion = FIRST;
    private long notedAt;

    Verification(DataSet dataSet, FileSync target, Exclusions exclusions, TimeSource time) {
        this.dataSet = dataSet;
        this.target = target;
        this.exclusions = exclusions;
        this.time = time;
    }

    /**
     * What came of a portion.
     *
     * @param latest what was proven last
     * @param began when what is under way began; empty if nothing is
     * @param ended whether it ended with this portion, and is the latest
     * @param healed what was sent again, relative to the source
     * @param healedBefore how many files were by earlier portions of the same verification
     * @param bytes how much was compared
     * @param took how long that took
     */
    record Portion(
            Optional<Proof> latest,
            Optional<Instant> began,
            boolean ended,
            List<Path> healed,
            long healedBefore,
            long bytes,
            Duration took) {}

    /** The next one begins anew. */
    void forget(Marker ours) throws InterruptedException {
        ProofNote note = note(ours);
        known = new ProofNote(note.source(), note.epoch(), note.latest(), Optional.empty());
    }

    /**
     * Makes the next portion, if one is due.
     *
     * @param every how often all is to be verified
     * @param request what is asked of the transport, but for the files
     */
    Portion next(Marker ours, Duration every, MirrorRequest request) throws InterruptedException {
        ProofNote note = note(ours);
        Instant now = time.instant();
        Optional<Round> underWay = note.round().filter(round -> !round.began().isAfter(now));
        if (underWay.isEmpty() && isProven(note, every, now)) {
            return new Portion(note.latest(), Optional.empty(), false, List.of(), 0, 0, Duration.ZERO);
        }
        Round round = underWay.orElseGet(() -> Round.begin(now));
        long began = time.nanoTime();
        SourcePortion files =
                SourcePortion.of(dataSet.directory(), exclusions, round.reached(), target.verifying(), portion);
        if (!files.files().isEmpty()) {
            untold.addAll(verify(files, request));
        }
        Duration took = Duration.ofNanos(time.nanoTime() - began);
        adapt(files, took);
        Round next = new Round(
                round.began(),
                files.reached(),
                round.files() + files.filesEnded(),
                round.bytes() + files.bytes(),
                round.healed() + untold.size());
        if (files.isLast()) {
            target.writeNote(
                    SourceHashes.NOTE,
                    SourceHashes.read(dataSet, ours, exclusions, time).text(),
                    NoteRules.TIMEOUT);
        }
        Optional<Proof> proof = files.isLast() ? Optional.of(next.end(time.instant())) : Optional.empty();
        note(
                new ProofNote(
                        ours.source(),
                        ours.epoch(),
                        proof.or(note::latest),
                        proof.isPresent() ? Optional.empty() : Optional.of(next)),
                proof.isPresent() || !untold.isEmpty() || underWay.isEmpty());
        List<Path> healed = List.copyOf(untold);
        untold.clear();
        return new Portion(
                proof.or(note::latest),
                Optional.of(round.began()),
                proof.isPresent(),
                healed,
                next.healed() - healed.size(),
                files.bytes(),
                took);
    }

    /** A proof from the future is none. */
    private static boolean isProven(ProofNote note, Duration every, Instant now) {
        return note.latest()
                .map(Proof::began)
                .filter(began -> !began.isAfter(now) && began.plus(every).isAfter(now))
                .isPresent();
    }

    /** What was written to meanwhile was found in the middle of it: that is the usual business of runs, and no damage. */
    private List<Path> verify(SourcePortion files, MirrorRequest request) throws InterruptedException {
        Instant began = time.instant();
        Set<Path> sent = target.verify(request.only(files.files()), files.stretch());
        return sent.stream()
                .filter(path -> !isChangedSince(dataSet.directory().resolve(path), began))
                .sorted()
                .toList();
    }

    private static boolean isChangedSince(Path file, Instant moment) {
        try {
            Instant modified = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .lastModifiedTime()
                    .toInstant();
            Instant changed = file.getFileSystem().supportedFileAttributeViews().contains("unix")
                    ? ((FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS)).toInstant()
                    : modified;
            return modified.isAfter(moment) || changed.isAfter(moment);
        } catch (IOException e) {
            // It is gone, or was replaced.
            return true;
        }
    }

    /** So that the next one takes about as long as a run may have to wait. */
    private void adapt(SourcePortion files, Duration took) {
        if (files.bytes() >= portion / 2 || took.compareTo(PORTION) > 0) {
            double factor = (double) PORTION.toNanos() / Math.max(took.toNanos(), 1);
            portion = (long) Math.min(MOST, Math.max(LEAST, portion * Math.min(4, Math.max(0.1, factor))));
        }
    }

    private ProofNote note(Marker ours) throws InterruptedException {
        ProofNote note = known;
        if (note == null || !note.source().equals(ours.source()) || note.epoch() != ours.epoch()) {
            // One that can't be read, or is of another source, proves nothing of this one.
            note = target.readNote(ProofNote.NOTE, NoteRules.TIMEOUT)
                    .flatMap(Verification::parse)
                    .filter(found -> found.source().equals(ours.source()) && found.epoch() == ours.epoch())
                    .orElseGet(() -> new ProofNote(ours.source(), ours.epoch(), Optional.empty(), Optional.empty()));
            known = note;
        }
        return note;
    }

    private static Optional<ProofNote> parse(String text) {
        try {
            return Optional.of(ProofNote.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What can't be noted was not done, and is done again. */
    private void note(ProofNote note, boolean atOnce) throws InterruptedException {
        long now = time.nanoTime();
        if (atOnce || now - notedAt >= BETWEEN_NOTES.toNanos()) {
            target.writeNote(ProofNote.NOTE, note.text(), NoteRules.TIMEOUT);
            notedAt = now;
        }
        known = note;
    }
}
