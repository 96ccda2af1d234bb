package dev.failover.sync;

import dev.failover.component.ConflictException;
import java.time.Duration;
import java.util.Optional;

/** The watermark that the latest complete run left at a target. It is read there once, and known from then on. Not thread-safe. */
final class LeftWatermark {
    private final DataSet dataSet;
    private final FileSync target;
    private Optional<WatermarkNote> known = Optional.empty();

    LeftWatermark(DataSet dataSet, FileSync target) {
        this.dataSet = dataSet;
        this.target = target;
    }

    /** Without a look at the target; empty before the first one. */
    Optional<WatermarkNote> known() {
        return known;
    }

    /** Empty if there is none. */
    Optional<WatermarkNote> read() throws InterruptedException {
        if (known.isEmpty()) {
            known = target.readNote(Watermark.NOTE, NoteRules.TIMEOUT).map(text -> {
                try {
                    return WatermarkNote.parse(text);
                } catch (IllegalArgumentException e) {
                    throw new ConflictException(
                            "the watermark of %s at its target %s".formatted(dataSet.name(), e.getMessage()));
                }
            });
        }
        return known;
    }

    /** As the target is another's, or was until now. */
    void forget() {
        known = Optional.empty();
    }

    static long sequence(Optional<WatermarkNote> before) {
        return before.map(last -> last.watermark().sequence()).orElse(0L);
    }

    /**
     * Leaves the next one.
     *
     * @param took from before the scan until now
     * @param counts how many files the source held until then
     */
    Watermark leave(Marker ours, long sequence, MirrorReport report, Duration took, SourceScan scan, FileCounts counts)
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
                Optional.of(report.scanStarted().plus(took)),
                counts.and(report.scanStarted(), report.files()),
                Optional.of(scan.likeness()));
        target.writeNote(Watermark.NOTE, note.text(), NoteRules.TIMEOUT);
        known = Optional.of(note);
        return next;
    }
}
