package dev.failover.sync;

import dev.failover.component.ConflictException;
import dev.failover.component.Excerpt;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a source can be believed: by how many files it lost, all at once or bit by bit, by which files it has, or by a human's word
 * (S12). Not thread-safe.
 */
final class SourceGuard {
    private static final String ACCEPTED = "accepted";
    /** In percent of its files: of one source at two times it is near 100, of two sources near 0. */
    private static final int LEAST_LIKENESS = 25;

    private final DataSet dataSet;
    private final FileSync target;
    private final int maxDeletes;
    private final int maxShrink;
    /** By runs over some paths, since the latest one over everything. */
    private long deletedInParts;
    /** Whether any of these deleted something since the watermark was left. */
    private boolean goneInParts;

    SourceGuard(DataSet dataSet, FileSync target, int maxDeletes, int maxShrink) {
        this.dataSet = dataSet;
        this.target = target;
        this.maxDeletes = maxDeletes;
        this.maxShrink = maxShrink;
    }

    void deletedSome(long files) {
        deletedInParts += files;
        goneInParts |= files > 0;
    }

    void sentAll(boolean complete) {
        deletedInParts = 0;
        goneInParts &= !complete;
    }

    /**
     * Whether a run over some paths would delete so much that a look at all of the source should come first: a tree that goes bit by bit,
     * each small enough for one run, is a shrinking source all the same.
     *
     * @param missing how many of the paths are not in the source any more
     */
    boolean isTooMuchDeleted(Optional<WatermarkNote> before, long missing) {
        long gone = deletedInParts + missing;
        return missing > 0
                && before.map(last -> gone > maxDeletes
                                || shrunken(last, last.watermark().files() - gone)
                                        .isPresent())
                        .orElse(true);
    }

    /** Why the source can't be believed; empty if it can. */
    Optional<String> doubt(Optional<WatermarkNote> before, long files) {
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
                "the source %s holds %s files, %s %s: that is more than %s %% less. Nothing was mirrored, nor deleted. If it is right, accept the source"
                        .formatted(dataSet.directory(), Math.max(files, 0), most, when, maxShrink));
    }

    /** What runs over some paths deleted counts together, against what came meanwhile. */
    private Optional<String> goneInParts(WatermarkNote before, long files) {
        long gone = before.watermark().files() - files;
        return goneInParts && gone > maxDeletes
                ? Optional.of(
                        "the source %s lost %s files since the latest complete mirror, one after another, and %s may go unasked. No more is mirrored, nor deleted. If it is right, accept the source"
                                .formatted(dataSet.directory(), gone, maxDeletes))
                : Optional.empty();
    }

    /** Why nothing is mirrored from a source without a marker. */
    String missing() {
        return ("the source %s has no marker (%s/%s): it is missing, emptied, not mounted, or another one. Nothing was mirrored, nor deleted."
                        + " Mount or restore it. If only its marker was lost, accept the source. For another source, choose another target")
                .formatted(dataSet.directory(), FileSync.RESERVED, Marker.SOURCE);
    }

    /**
     * A source without a marker is taken for the one that the target knows only if its files are that one's: of two sources, one would
     * delete what the other sent.
     */
    void requireKnown(Marker found, Optional<WatermarkNote> before, SourceScan scan) {
        int percent = before.flatMap(WatermarkNote::files)
                .map(files -> files.percent(scan.likeness()))
                .orElse(0);
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

    /** A human's word, given over a watermark. */
    private record Accepted(long sequence, Instant at) {}

    /** Keeps a human's word at the target. */
    void accept(String by, Instant at, long sequence) throws InterruptedException {
        Map<String, String> word = new LinkedHashMap<>();
        word.put("data-set", dataSet.name());
        word.put("after-sequence", String.valueOf(sequence));
        word.put("by", Excerpt.of(by));
        word.put("at", at.toString());
        target.writeNote(ACCEPTED, NoteText.write(ACCEPTED, word), NoteRules.TIMEOUT);
    }

    /** A word given over one watermark counts for the run that follows it only. */
    boolean isAccepted(long sequence) throws InterruptedException {
        return accepted().filter(word -> word.sequence() == sequence).isPresent();
    }

    boolean isAcceptedSince(Instant moment) throws InterruptedException {
        return accepted().filter(word -> word.at().isAfter(moment)).isPresent();
    }

    /** One that can't be read was not given: it can be given again. */
    private Optional<Accepted> accepted() throws InterruptedException {
        return target.readNote(ACCEPTED, NoteRules.TIMEOUT).flatMap(text -> {
            try {
                Map<String, String> word = NoteText.read(ACCEPTED, text);
                return Optional.of(
                        new Accepted(NoteText.number(word, "after-sequence"), Instant.parse(NoteText.get(word, "at"))));
            } catch (IllegalArgumentException | DateTimeException e) {
                return Optional.empty();
            }
        });
    }
}
