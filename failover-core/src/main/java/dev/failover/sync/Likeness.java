package dev.failover.sync;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/**
 * Tells whether two trees are one at two times, or two, by a sample of a size that does not grow with them: of all files, by name, size
 * and time, those with the smallest hashes (bottom-k sketch; E. Cohen and H. Kaplan, "Summarizing data using bottom-k sketches", 2007). Two
 * sites made from the same package have the same names, but not the same times. Not thread-safe.
 */
final class Likeness {
    private static final int SIZE = 32;
    private static final int DIGITS = 16;

    private final TreeSet<Long> smallest = new TreeSet<>(Long::compareUnsigned);

    void add(Path path, BasicFileAttributes attributes) {
        add(path + "\0" + attributes.size() + "\0"
                + attributes.lastModifiedTime().toInstant().getEpochSecond());
    }

    void add(String file) {
        smallest.add(hash(file));
        if (smallest.size() > SIZE) {
            smallest.pollLast();
        }
    }

    /** FNV-1a of 64 bits, then mixed, as it is its order that counts. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        return hash ^ (hash >>> 33);
    }

    /** About how many percent of the files of both, taken together, are in either; 0 if there is none. */
    int percent(Likeness other) {
        TreeSet<Long> both = new TreeSet<>(smallest.comparator());
        both.addAll(smallest);
        both.addAll(other.smallest);
        List<Long> sample = new ArrayList<>(both).subList(0, Math.min(SIZE, both.size()));
        long shared = sample.stream()
                .filter(hash -> smallest.contains(hash) && other.smallest.contains(hash))
                .count();
        return sample.isEmpty() ? 0 : (int) (shared * 100 / sample.size());
    }

    String text() {
        StringBuilder text = new StringBuilder();
        smallest.forEach(hash -> text.append(HexFormat.of().toHexDigits(hash)));
        return text.toString();
    }

    /** @throws IllegalArgumentException if the text is none of {@link #text} */
    static Likeness parse(String text) {
        Likeness likeness = new Likeness();
        if (text.length() % DIGITS != 0 || text.length() > SIZE * DIGITS) {
            throw new IllegalArgumentException("has a sample of files that is none");
        }
        for (int i = 0; i < text.length(); i += DIGITS) {
            likeness.smallest.add(HexFormat.fromHexDigitsToLong(text, i, i + DIGITS));
        }
        return likeness;
    }
}
