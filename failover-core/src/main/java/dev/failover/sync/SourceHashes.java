package dev.failover.sync;

import dev.failover.component.UnavailableException;
import dev.failover.internal.storage.FileHash;
import dev.failover.internal.storage.Sample;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a source itself read of its files, left at the replica by a verification that went through: of all of them if they are few and small,
 * else of some drawn by lot, other ones each time. By it the replica, and what was made of that, can be held against the source from where
 * nobody may ask the source. Immutable.
 *
 * @param source whose files they are
 * @param epoch of that source
 * @param taken when they were read, by the source's clock
 * @param files by their paths relative to the source
 */
public record SourceHashes(String source, long epoch, Instant taken, Map<String, Entry> files) {
    static final String NOTE = "hashes";

    /** So many names of a usual length fit into a note. */
    private static final int MOST_FILES = 250;
    /** What a run may have to wait for: a disk reads it within a second or two. */
    private static final long MOST_BYTES = 64L << 20;
    /** A file that is younger may be changed once more within the same second, which is all that some transports carry. */
    private static final Duration SETTLED = Duration.ofSeconds(2);
    /** Leaves room for the first lines. */
    private static final int ROOM = NoteRules.MAX_BYTES - 1024;
    /** The colon, the space and the end of a line. */
    private static final int BETWEEN = 3;
    /** What the names of files begin with, to tell them from others. */
    private static final String BELOW = "./";

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public SourceHashes {
        files = Map.copyOf(files);
    }

    /**
     * A file as the source read it.
     *
     * @param size in bytes
     * @param modified in seconds since 1970, as every transport carries them
     * @param sha256 in lower-case hexadecimal
     */
    public record Entry(long size, long modified, String sha256) {
        /** Whether a file of that size and time is this one, as far as these can tell. */
        public boolean isOf(long otherSize, Instant otherModified) {
            return size == otherSize && modified == otherModified.getEpochSecond();
        }

        private String text() {
            return "%s %s %s".formatted(size, modified, sha256);
        }

        private static Entry parse(String text) {
            String[] words = text.split(" ", -1);
            if (words.length != 3 || !SHA256.matcher(words[2]).matches()) {
                throw new IllegalArgumentException("has a file without size, time and SHA-256");
            }
            return new Entry(NoteText.number("size", words[0]), NoteText.number("time", words[1]), words[2]);
        }
    }

    /** Reads them. What changes meanwhile, or can't be read, is left out. */
    static SourceHashes read(DataSet dataSet, Marker ours, Exclusions exclusions, TimeSource time)
            throws InterruptedException {
        Instant now = time.instant();
        Sample<Path> sample = new Sample<>(time.nanoTime(), MOST_BYTES, MOST_FILES);
        Path root = dataSet.directory();
        try {
            new Drawing(root, exclusions, now.minus(SETTLED), sample).from(Path.of(""));
        } catch (IOException e) {
            throw new UnavailableException("the source %s can't be looked through: %s".formatted(root, e), e);
        }
        Map<String, Entry> files = new LinkedHashMap<>();
        int length = 0;
        for (Path path : sample.drawn()) {
            Optional<Entry> entry = entry(root.resolve(path));
            if (entry.isPresent()) {
                length += key(path.toString()).length() + entry.get().text().length() + BETWEEN;
                if (length > ROOM) {
                    break;
                }
                files.put(path.toString(), entry.get());
            }
        }
        return new SourceHashes(ours.source(), ours.epoch(), now, files);
    }

    private static Optional<Entry> entry(Path file) throws InterruptedException {
        try {
            BasicFileAttributes before =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Optional<String> hash = FileHash.of(file);
            BasicFileAttributes after =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            boolean same =
                    before.size() == after.size() && before.lastModifiedTime().equals(after.lastModifiedTime());
            return hash.filter(found -> same)
                    .map(found -> new Entry(
                            before.size(), before.lastModifiedTime().toInstant().getEpochSecond(), found));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String key(String path) {
        return BELOW + NoteText.path(Path.of(path));
    }

    String text() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("source", source);
        values.put("epoch", String.valueOf(epoch));
        values.put("taken", taken.toString());
        files.forEach((path, entry) -> values.put(key(path), entry.text()));
        return NoteText.write(NOTE, values);
    }

    /** @throws IllegalArgumentException if these are none of a version known here */
    static SourceHashes parse(String text) {
        Map<String, String> values = NoteText.read(NOTE, text);
        Map<String, Entry> files = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(BELOW)) {
                files.put(NoteText.path("file", key.substring(BELOW.length())).toString(), Entry.parse(value));
            }
        });
        return new SourceHashes(
                NoteText.name(values, "source"),
                NoteText.number(values, "epoch"),
                NoteText.instant(values, "taken"),
                files);
    }

    /** Lets every file pass by that has settled. */
    private static final class Drawing extends SourceWalk {
        private final Instant before;
        private final Sample<Path> sample;

        Drawing(Path root, Exclusions exclusions, Instant before, Sample<Path> sample) {
            super(root, exclusions);
            this.before = before;
            this.sample = sample;
        }

        @Override
        boolean file(Path path, Path file, BasicFileAttributes attributes) {
            Instant modified = attributes.lastModifiedTime().toInstant();
            if (attributes.isRegularFile() && modified.isBefore(before) && modified.getEpochSecond() >= 0) {
                sample.add(path.toString(), attributes.size(), path, false);
            }
            return true;
        }

        @Override
        void unreadable(Path path, IOException failure) {
            // It is the verification's to say.
        }
    }
}
