package dev.failover.sync;

import dev.failover.sync.ReplicaAge.Reading;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A watermark as it is left at the target, with what else must outlive the process that left it.
 *
 * @param written when, by the source's clock: how long after the scan's start, whatever the clock says
 * @param counts how many files the source held until then
 * @param files what files these were; empty if it was left by a version that did not say
 */
record WatermarkNote(Watermark watermark, Optional<Instant> written, FileCounts counts, Optional<Likeness> files) {
    String text() {
        Map<String, String> values = watermark.values();
        written.ifPresent(at -> values.put("written", at.toString()));
        values.put("files-within-a-day", counts.text());
        files.ifPresent(sample -> values.put("sample", sample.text()));
        return NoteText.write(Watermark.NOTE, values);
    }

    /** @throws IllegalArgumentException if this is no watermark of a version known here */
    static WatermarkNote parse(String text) {
        Map<String, String> values = NoteText.read(Watermark.NOTE, text);
        Watermark watermark = Watermark.of(values);
        String counts = values.get("files-within-a-day");
        return new WatermarkNote(
                watermark,
                Optional.ofNullable(values.get("written")).map(WatermarkNote::instant),
                counts == null
                        ? FileCounts.NONE.and(watermark.scanStarted(), watermark.files())
                        : FileCounts.parse(counts),
                Optional.ofNullable(values.get("sample")).map(Likeness::parse));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("has a time that is none", e);
        }
    }

    /** Of a replica without one. */
    static Reading missing(String dataSet) {
        return Reading.unknown(dataSet + " has no watermark: it was never mirrored completely");
    }

    /**
     * What the replica is as old as: by the source's clock, and by that of the reader, for whom the note has been there since a moment. The
     * older of both counts, so that a source whose clock is ahead makes no replica young.
     *
     * @param dataSet what it should be of
     * @param since by the reader's clock, when the note was there
     */
    Reading age(String dataSet, Instant since) {
        if (!watermark.dataSet().equals(dataSet)) {
            return Reading.unknown("there is %s where %s should be".formatted(watermark.dataSet(), dataSet));
        }
        Instant scan = watermark.scanStarted();
        Instant began = written.filter(at -> at.isAfter(scan))
                .map(at -> since.minus(Duration.between(scan, at)))
                .orElse(since);
        return Reading.of(began.isBefore(scan) ? began : scan);
    }
}
