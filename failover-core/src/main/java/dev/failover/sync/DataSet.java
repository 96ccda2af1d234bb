package dev.failover.sync;

import dev.failover.component.ComponentException;
import dev.failover.component.RejectedException;
import dev.failover.component.Remedy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A tree of files at one place, this machine, under the name it has at all of them: {@code webroot}. What is said about it
 * is kept in its {@link FileSync#RESERVED} directory.
 *
 * <p>Thread-safe; nothing is remembered between calls.
 */
public final class DataSet {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private final String name;
    private final Path directory;
    private final NoteFiles notes;

    private DataSet(String name, Path directory) {
        this.name = name;
        this.directory = directory;
        notes = new NoteFiles(directory);
    }

    /**
     * The data set of that name in a directory; nothing is looked at yet.
     *
     * @throws IllegalArgumentException if the name is not 1 to 63 letters, digits, dots, hyphens and underscores
     */
    public static DataSet of(String name, Path directory) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("the name of a data set is 1 to 63 letters, digits, dots, hyphens and"
                    + " underscores, not \"" + name + "\"");
        }
        return new DataSet(name, directory);
    }

    public String name() {
        return name;
    }

    public Path directory() {
        return directory;
    }

    /**
     * What marks it as a source; empty if nothing does, or it is not there at all.
     *
     * @throws RejectedException if there is something else in the marker's place
     */
    public Optional<Marker> source() {
        return read(Marker.SOURCE, Marker::parse);
    }

    /** What marks it as a target; empty if nothing does. */
    public Optional<Marker> target() {
        return read(Marker.TARGET, Marker::parse);
    }

    /**
     * What the latest complete run into it left; empty if there was none.
     *
     * @throws RejectedException if there is something else in its place
     */
    public Optional<Watermark> watermark() {
        return read(Watermark.NOTE, WatermarkNote::parse).map(WatermarkNote::watermark);
    }

    /**
     * What its present source read of its own files; empty if that left nothing here.
     *
     * @throws RejectedException if there is something else in its place
     */
    public Optional<SourceHashes> sourceHashes() {
        return read(SourceHashes.NOTE, SourceHashes::parse)
                .filter(hashes -> isOfPresentSource(hashes.source(), hashes.epoch()));
    }

    /**
     * What the latest verification by its present source found that went through all of it; empty if none did.
     *
     * @throws RejectedException if there is something else in its place
     */
    public Optional<Proof> proof() {
        return read(ProofNote.NOTE, ProofNote::parse)
                .filter(note -> isOfPresentSource(note.source(), note.epoch()))
                .flatMap(ProofNote::latest);
    }

    private boolean isOfPresentSource(String source, long epoch) {
        return target().filter(target -> target.source().equals(source) && target.epoch() == epoch)
                .isPresent();
    }

    /** How old it is, as a replica. */
    ReplicaAge.Reading age() {
        return notes.read(Watermark.NOTE)
                .map(note -> parsed(Watermark.NOTE, note, WatermarkNote::parse).age(name, note.since()))
                .orElseGet(() -> WatermarkNote.missing(name));
    }

    private <T> Optional<T> read(String note, Function<String, T> parser) {
        return notes.read(note).map(found -> parsed(note, found, parser));
    }

    private <T> T parsed(String note, NoteFiles.Note found, Function<String, T> parser) {
        try {
            return parser.apply(found.text());
        } catch (IllegalArgumentException e) {
            throw new RejectedException(notes.place(note) + " " + e.getMessage(), e);
        }
    }

    /**
     * Marks it as a source, with an id of its own, unless it is marked already. Idempotent.
     *
     * @throws RejectedException if the directory is not there
     */
    Marker prepare() {
        requireDirectory();
        return source().orElseGet(() -> {
            requireNoReplica();
            Marker marker = new Marker(name, UUID.randomUUID().toString(), 0);
            notes.write(Marker.SOURCE, marker.text());
            return marker;
        });
    }

    void mark(Marker marker) {
        requireDirectory();
        requireNoReplica();
        notes.write(Marker.SOURCE, marker.text());
    }

    /**
     * Makes it the source, as its site is active from this epoch on: whoever was the source before is then refused. At least
     * one more than any epoch known here. Idempotent.
     *
     * @return how it is marked now
     * @throws RejectedException if the directory is not there or can't be written
     */
    public Marker promote(long epoch) {
        requireDirectory();
        Optional<Marker> before = source();
        Optional<Marker> mirrored = target().filter(target ->
                before.map(own -> !own.source().equals(target.source())).orElse(true));
        long least = mirrored.map(target -> target.epoch() + 1).orElse(0L);
        long next = Math.max(epoch, least);
        if (before.isPresent() && before.get().epoch() >= next) {
            return before.get();
        }
        String id = before.map(Marker::source).orElseGet(() -> UUID.randomUUID().toString());
        Marker promoted = new Marker(name, id, next);
        // The target's marker first: it is what the source of before looks at.
        notes.write(Marker.TARGET, promoted.text());
        notes.write(Marker.SOURCE, promoted.text());
        return promoted;
    }

    /**
     * What would keep {@link #promote} from succeeding, found out without changing anything: a user who may not write, a mount
     * that is read-only to this process, something else in the markers' place.
     *
     * @return one sentence that says what to do; empty if nothing is seen
     */
    public Optional<String> hindrance() {
        try {
            requireDirectory();
            source();
            target();
        } catch (ComponentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        Path reserved = directory.resolve(FileSync.RESERVED);
        Path written = Files.exists(reserved, LinkOption.NOFOLLOW_LINKS) ? reserved : directory;
        return Files.isWritable(written) && Files.isExecutable(written)
                ? Optional.empty()
                : Optional.of(unwritable(written));
    }

    /** Which of the two it is can't be told for sure: what a mount lets a process do, Java takes from the mount above. */
    private static String unwritable(Path place) {
        try {
            return "%s, which belongs to %s, can't be written to by %s: give it to that user, and in a systemd unit name it in ReadWritePaths"
                    .formatted(place, Files.getOwner(place).getName(), System.getProperty("user.name"));
        } catch (IOException e) {
            return "%s can't be written to: %s".formatted(place, e);
        }
    }

    /** @throws RejectedException if it is a replica, which must not become a source but by a promotion */
    void requireNoReplica() {
        if (target().isPresent()) {
            throw new RejectedException(
                    "%1$s is a replica of %2$s: mirroring from it would overwrite the source. If its site is the active one now, promote the directory here"
                            .formatted(directory, name),
                    Remedy.PROMOTE);
        }
    }

    private void requireDirectory() {
        if (!Files.isDirectory(directory)) {
            throw new RejectedException("%s is not a directory, so %s can't be there".formatted(directory, name));
        }
    }

    @Override
    public String toString() {
        return name + " in " + directory;
    }
}
