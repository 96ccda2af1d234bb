package dev.failover.sync;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a verification keeps at the target: what was proven last, and how far the one that is under way has come. Immutable.
 *
 * @param source whose replica it is of
 * @param epoch of that source
 */
record ProofNote(String source, long epoch, Optional<Proof> latest, Optional<Round> round) {
    static final String NOTE = "proof";

    /** A verification that is under way, and what it has done by now. */
    record Round(Instant began, Optional<Place> reached, long files, long bytes, long healed) {
        static Round begin(Instant now) {
            return new Round(now, Optional.empty(), 0, 0, 0);
        }

        Proof end(Instant now) {
            return new Proof(began, now, files, bytes, healed);
        }
    }

    /**
     * How far it has come.
     *
     * @param path the last file that was looked at
     * @param within up to which byte; empty if all of it was
     */
    record Place(Path path, OptionalLong within) {}

    String text() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("source", source);
        values.put("epoch", String.valueOf(epoch));
        latest.ifPresent(proof -> {
            values.put("proven-began", proof.began().toString());
            values.put("proven-ended", proof.ended().toString());
            values.put("proven-files", String.valueOf(proof.files()));
            values.put("proven-bytes", String.valueOf(proof.bytes()));
            values.put("proven-healed", String.valueOf(proof.healed()));
        });
        round.ifPresent(now -> {
            values.put("began", now.began().toString());
            values.put("files", String.valueOf(now.files()));
            values.put("bytes", String.valueOf(now.bytes()));
            values.put("healed", String.valueOf(now.healed()));
            now.reached().ifPresent(place -> {
                values.put("reached", NoteText.path(place.path()));
                place.within().ifPresent(byteNumber -> values.put("reached-byte", String.valueOf(byteNumber)));
            });
        });
        return NoteText.write(NOTE, values);
    }

    /** @throws IllegalArgumentException if this is no such note of a version known here */
    static ProofNote parse(String text) {
        Map<String, String> values = NoteText.read(NOTE, text);
        return new ProofNote(
                NoteText.name(values, "source"),
                NoteText.number(values, "epoch"),
                values.containsKey("proven-began")
                        ? Optional.of(new Proof(
                                NoteText.instant(values, "proven-began"),
                                NoteText.instant(values, "proven-ended"),
                                NoteText.number(values, "proven-files"),
                                NoteText.number(values, "proven-bytes"),
                                NoteText.number(values, "proven-healed")))
                        : Optional.empty(),
                values.containsKey("began")
                        ? Optional.of(new Round(
                                NoteText.instant(values, "began"),
                                Optional.ofNullable(values.get("reached")).map(path -> place(values, path)),
                                NoteText.number(values, "files"),
                                NoteText.number(values, "bytes"),
                                NoteText.number(values, "healed")))
                        : Optional.empty());
    }

    private static Place place(Map<String, String> values, String path) {
        return new Place(
                NoteText.path("reached", path),
                values.containsKey("reached-byte")
                        ? OptionalLong.of(NoteText.number(values, "reached-byte"))
                        : OptionalLong.empty());
    }
}
