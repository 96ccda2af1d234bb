package dev.failover.internal.storage;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Files drawn by lot within bytes and a count, while all of them pass by: however many there are, no more than the sample is remembered.
 * Each file has a lot that depends on its path and the seed, and those with the lowest are taken. Not thread-safe.
 *
 * @param <T> what is known of a file
 */
public final class Sample<T> {
    /** In the place of bytes that are no text: a name that can't be said again. */
    private static final char UNKNOWN = '\uFFFD';

    private record Drawn<T>(String path, long size, T file, long lot) {}

    private final long seed;
    private final long mostBytes;
    private final int mostFiles;
    private final PriorityQueue<Drawn<T>> drawn =
            new PriorityQueue<>(Comparator.<Drawn<T>>comparingLong(Drawn::lot).reversed());
    private long drawnBytes;
    private long files;
    private long bytes;

    public Sample(long seed, long mostBytes, int mostFiles) {
        this.seed = seed;
        this.mostBytes = mostBytes;
        this.mostFiles = mostFiles;
    }

    /**
     * A file passes by.
     *
     * @param preferred whether it is taken before all that are not
     */
    public void add(String path, long size, T file, boolean preferred) {
        files++;
        bytes += size;
        if (size > mostBytes || path.indexOf(UNKNOWN) >= 0) {
            return;
        }
        drawn.add(new Drawn<>(path, size, file, preferred ? lot(path) | Long.MIN_VALUE : lot(path) & Long.MAX_VALUE));
        drawnBytes += size;
        while (drawnBytes > mostBytes || drawn.size() > mostFiles) {
            drawnBytes -= drawn.remove().size();
        }
    }

    /** The steps of SplitMix64 make every bit of the seed and the hash count. */
    private long lot(String path) {
        long mixed = seed + 0x9E3779B97F4A7C15L * (path.hashCode() + 1L);
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** How many passed by. */
    public long files() {
        return files;
    }

    /** Of all that passed by. */
    public long bytes() {
        return bytes;
    }

    /** Of those drawn. */
    public long drawnBytes() {
        return drawnBytes;
    }

    /** Whether it is all that passed by. */
    public boolean isAll() {
        return drawn.size() == files;
    }

    /** By their paths. */
    public List<T> drawn() {
        return drawn.stream()
                .sorted(Comparator.comparing(Drawn::path))
                .map(Drawn::file)
                .toList();
    }
}
