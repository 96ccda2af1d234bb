package dev.failover.sync;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a replica carries after each complete run, as a note, so that its age is known where it is, without the source.
 *
 * @param dataSet the data set's name
 * @param source the id of the source it was mirrored from
 * @param epoch of that source
 * @param sequence how many complete runs there were, this one included
 * @param scanStarted when the run's scan began, by the source's clock: what the replica is as old as
 * @param files how many files the source held
 * @param bytes their size
 * @param certificateExpiry when the first of the certificates among them runs out
 */
public record Watermark(
        String dataSet,
        String source,
        long epoch,
        long sequence,
        Instant scanStarted,
        long files,
        long bytes,
        Optional<Instant> certificateExpiry) {
    /** The note's name. */
    public static final String NOTE = "watermark";

    /** As it is written down. */
    public String text() {
        return NoteText.write(NOTE, values());
    }

    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("data-set", dataSet);
        values.put("source", source);
        values.put("epoch", String.valueOf(epoch));
        values.put("sequence", String.valueOf(sequence));
        values.put("scan-started", scanStarted.toString());
        values.put("files", String.valueOf(files));
        values.put("bytes", String.valueOf(bytes));
        certificateExpiry.ifPresent(expiry -> values.put("certificate-expiry", expiry.toString()));
        return values;
    }

    /** @throws IllegalArgumentException if this is no watermark of a version known here */
    public static Watermark parse(String text) {
        return of(NoteText.read(NOTE, text));
    }

    static Watermark of(Map<String, String> values) {
        try {
            return new Watermark(
                    NoteText.name(values, "data-set"),
                    NoteText.name(values, "source"),
                    NoteText.number(values, "epoch"),
                    NoteText.number(values, "sequence"),
                    Instant.parse(NoteText.get(values, "scan-started")),
                    NoteText.number(values, "files"),
                    NoteText.number(values, "bytes"),
                    Optional.ofNullable(values.get("certificate-expiry")).map(Instant::parse));
        } catch (java.time.DateTimeException e) {
            throw new IllegalArgumentException("has a time that is none", e);
        }
    }
}
