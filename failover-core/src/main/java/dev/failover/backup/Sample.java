package dev.failover.backup;

import dev.failover.backup.Backup.StoredFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Files of a snapshot, drawn by lot within bytes and a count, while all of them pass by: however many there are, no more than the sample
 * is remembered. Each file has a lot that depends on its path and the seed, and those with the lowest are taken. Not thread-safe.
 */
final class Sample {
    /** As many as a program's arguments can name. */
    static final int MOST_FILES = 500;

    /** In the place of bytes that are no text: a name that can't be said again. */
    private static final char UNKNOWN = '\uFFFD';

    private record Drawn(StoredFile file, long lot) {}

    private final long seed;
    private final long mostBytes;
    private final PriorityQueue<Drawn> drawn =
            new PriorityQueue<>(Comparator.comparingLong(Drawn::lot).reversed());
    private long drawnBytes;
    private long files;
    private long bytes;

    Sample(long seed, long mostBytes) {
        this.seed = seed;
        this.mostBytes = mostBytes;
    }

    void add(StoredFile file) {
        files++;
        bytes += file.size();
        if (file.size() > mostBytes || file.path().indexOf(UNKNOWN) >= 0) {
            return;
        }
        drawn.add(new Drawn(file, lot(file.path())));
        drawnBytes += file.size();
        while (drawnBytes > mostBytes || drawn.size() > MOST_FILES) {
            drawnBytes -= drawn.remove().file().size();
        }
    }

    /** The steps of SplitMix64 make every bit of the seed and the hash count. */
    private long lot(String path) {
        long mixed = seed + 0x9E3779B97F4A7C15L * (path.hashCode() + 1L);
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** Of the whole snapshot. */
    long files() {
        return files;
    }

    /** Of the whole snapshot. */
    long bytes() {
        return bytes;
    }

    /** Whether it is all of the snapshot. */
    boolean isAll() {
        return drawn.size() == files;
    }

    List<StoredFile> drawn() {
        List<StoredFile> all = new ArrayList<>();
        drawn.forEach(each -> all.add(each.file()));
        all.sort(Comparator.comparing(StoredFile::path));
        return all;
    }
}
