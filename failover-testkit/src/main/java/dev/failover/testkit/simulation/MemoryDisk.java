package dev.failover.testkit.simulation;

import dev.failover.internal.storage.FileTree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A disk that can be full, broken or slow, and lose or tear at a power cut what was not synced. */
final class MemoryDisk implements FileTree {
    /** Comes before and after what reaches the disk. */
    interface Watch {
        void before(Path file, CrashPoint within);

        /** What is being synced is durable once that is {@code done}, at once or later. */
        void syncing(Runnable done);

        /** @param content all of the file */
        void synced(Path file, byte[] content);
    }

    /** A file's bytes, as read and as they would survive a power cut. */
    private static final class Content {
        /** Its name, which a handle that was opened before follows. */
        private Path path;

        private byte[] bytes = new byte[0];
        private byte[] durable = new byte[0];
        private long durableSince;

        Content(Path path) {
            this.path = path;
        }

        /** Of two syncs the later one counts, whichever is over first. */
        void survives(byte[] synced, long turn) {
            if (turn > durableSince) {
                durable = synced;
                durableSince = turn;
            }
        }

        void resize(int length) {
            bytes = Arrays.copyOf(bytes, length);
        }
    }

    private static final long PLENTY = Long.MAX_VALUE / 2;

    private final Map<Path, Content> files = new TreeMap<>();
    private final Map<Path, Content> durableNames = new TreeMap<>();
    /** These outlive a power cut; what is in them may not. */
    private final Set<Path> directories = new TreeSet<>();

    private final Watch watch;
    private long free = PLENTY;
    private boolean broken;
    private long changes;
    private long syncs;
    private long namesSince;
    private int powerCuts;

    MemoryDisk(Watch watch) {
        this.watch = watch;
    }

    /** No byte is left, but what a deleted file gives back. */
    void fill() {
        free = 0;
    }

    /** Whether syncing fails. */
    void breakDown() {
        broken = true;
    }

    void heal() {
        free = PLENTY;
        broken = false;
    }

    /** Everything not synced is gone, or there, or the first bytes of it are. */
    void cutPower(Dice dice) {
        changes++;
        powerCuts++;
        if (dice.percent(50)) {
            files.clear();
            files.putAll(durableNames);
        } else {
            durableNames.clear();
            durableNames.putAll(files);
        }
        files.values().forEach(content -> {
            boolean appended = content.bytes.length > content.durable.length
                    && Arrays.equals(
                            content.bytes, 0, content.durable.length, content.durable, 0, content.durable.length);
            int tail = appended ? dice.below(content.bytes.length - content.durable.length + 1) : 0;
            byte[] left = Arrays.copyOf(appended ? content.bytes : content.durable, content.durable.length + tail);
            content.bytes = left;
            content.durable = left.clone();
        });
    }

    /** How often what would survive a power cut has changed. */
    long durableChanges() {
        return changes;
    }

    /** What would be found after a power cut that took everything not synced. */
    MemoryDisk afterPowerCut(Watch none) {
        MemoryDisk copy = new MemoryDisk(none);
        durableNames.forEach((path, content) -> {
            Content kept = new Content(path);
            kept.bytes = content.durable.clone();
            kept.durable = kept.bytes;
            copy.files.put(path, kept);
            copy.durableNames.put(path, kept);
        });
        return copy;
    }

    @Override
    public byte[] read(Path path) throws IOException {
        Content content = files.get(path);
        if (content == null) {
            throw new NoSuchFileException(path.toString());
        }
        return content.bytes.clone();
    }

    @Override
    public File open(Path path) {
        return new OpenFile(files.computeIfAbsent(path, Content::new));
    }

    @Override
    public void replace(Path source, Path target) throws IOException {
        Content content = files.remove(source);
        if (content == null) {
            throw new NoSuchFileException(source.toString());
        }
        content.path = target;
        Content old = files.put(target, content);
        if (old != null) {
            free += old.bytes.length;
        }
    }

    @Override
    public void delete(Path path) {
        directories.remove(path);
        Content old = files.remove(path);
        if (old != null) {
            free += old.bytes.length;
        }
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        requireSound();
        Map<Path, Content> names = Map.copyOf(files);
        long turn = ++syncs;
        becomesDurable(() -> {
            if (turn > namesSince) {
                namesSince = turn;
                durableNames.clear();
                durableNames.putAll(names);
            }
        });
    }

    @Override
    public List<String> names(Path directory) {
        return Stream.of(files.keySet(), directories)
                .flatMap(Set::stream)
                .filter(path -> directory.equals(path.getParent()))
                .map(path -> path.getFileName().toString())
                .toList();
    }

    @Override
    public boolean isDirectory(Path path) {
        return directories.contains(path);
    }

    @Override
    public boolean isFile(Path path) {
        return files.containsKey(path);
    }

    @Override
    public void makeDirectory(Path directory) {
        for (Path path = directory; path != null; path = path.getParent()) {
            directories.add(path);
        }
    }

    @Override
    public long size(Path path) throws IOException {
        return read(path).length;
    }

    @Override
    public InputStream stream(Path path) throws IOException {
        return new ByteArrayInputStream(read(path));
    }

    @Override
    public long usable(Path directory) {
        return free;
    }

    /** Unless the power is cut before. */
    private void becomesDurable(Runnable change) {
        int cuts = powerCuts;
        watch.syncing(() -> {
            if (cuts == powerCuts) {
                changes++;
                change.run();
            }
        });
    }

    private void requireSound() throws IOException {
        if (broken) {
            throw new IOException("Input/output error");
        }
    }

    private final class OpenFile implements File {
        private final Content content;

        OpenFile(Content content) {
            this.content = content;
        }

        @Override
        public int write(byte[] bytes, int offset, int length, long position) throws IOException {
            watch.before(content.path, CrashPoint.BEFORE_JOURNAL);
            int growth = (int) Math.max(0, position + length - content.bytes.length);
            int taken = length - (int) Math.max(0, growth - free);
            if (taken <= 0) {
                throw new IOException("No space left on device");
            }
            free -= Math.min(free, growth);
            put(bytes, offset, taken / 2, position);
            watch.before(content.path, CrashPoint.WITHIN_JOURNAL);
            put(bytes, offset, taken, position);
            watch.before(content.path, CrashPoint.BEFORE_SYNC);
            return taken;
        }

        private void put(byte[] bytes, int offset, int length, long position) {
            if (position + length > content.bytes.length) {
                content.resize((int) position + length);
            }
            System.arraycopy(bytes, offset, content.bytes, (int) position, length);
        }

        @Override
        public void truncate(long length) {
            free += Math.max(0, content.bytes.length - length);
            content.resize((int) length);
        }

        @Override
        public void sync() throws IOException {
            requireSound();
            byte[] synced = content.bytes.clone();
            long turn = ++syncs;
            becomesDurable(() -> content.survives(synced, turn));
            watch.synced(content.path, synced);
        }

        @Override
        public void close() {}
    }
}
