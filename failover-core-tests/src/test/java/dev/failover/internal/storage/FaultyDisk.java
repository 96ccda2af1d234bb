package dev.failover.internal.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The real disk, made small, slow to take bytes, and failing on demand; it notes what was not yet synced. */
public final class FaultyDisk implements Disk {
    private final Disk real = new RealDisk();
    private final Path directory;
    /** Bytes that all files of the directory may have together. */
    long capacity = Long.MAX_VALUE;
    /** Bytes taken by one write. */
    int mouthful = Integer.MAX_VALUE;

    int failingSyncs;
    int failingTruncates;
    int failingReplaces;
    int failingDirectorySyncs;
    /** What was done since the last sync of the same kind. */
    final List<String> unsynced = new ArrayList<>();

    public FaultyDisk(Path directory) {
        this.directory = directory;
    }

    /** So many times from now on, what was written can't be forced to the disk. */
    public void failSyncs(int times) {
        failingSyncs = times;
    }

    @Override
    public byte[] read(Path path) throws IOException {
        return real.read(path);
    }

    @Override
    public File open(Path path) throws IOException {
        return new FaultyFile(path, real.open(path));
    }

    @Override
    public void replace(Path source, Path target) throws IOException {
        if (failingReplaces > 0) {
            failingReplaces--;
            throw new IOException("Input/output error");
        }
        real.replace(source, target);
        unsynced.add("directory");
    }

    @Override
    public void delete(Path path) throws IOException {
        real.delete(path);
    }

    @Override
    public void syncDirectory(Path path) throws IOException {
        if (failingDirectorySyncs > 0) {
            failingDirectorySyncs--;
            throw new IOException("Input/output error");
        }
        unsynced.remove("directory");
        real.syncDirectory(path);
    }

    private long used() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private final class FaultyFile implements File {
        private final Path path;
        private final File file;
        private long size;

        FaultyFile(Path path, File file) throws IOException {
            this.path = path;
            this.file = file;
            this.size = Files.size(path);
        }

        @Override
        public int write(byte[] bytes, int offset, int length, long position) throws IOException {
            long growth = Math.max(0, position + length - size);
            long room = Math.max(0, capacity - used());
            int taken = (int) Math.min(mouthful, growth <= room ? length : length - (growth - room));
            if (taken <= 0) {
                throw new IOException("No space left on device");
            }
            unsynced.add(path.getFileName().toString());
            int written = file.write(bytes, offset, taken, position);
            size = Math.max(size, position + written);
            return written;
        }

        @Override
        public boolean isAt(Path name) throws IOException {
            return file.isAt(name);
        }

        @Override
        public void truncate(long length) throws IOException {
            if (failingTruncates > 0) {
                failingTruncates--;
                throw new IOException("Input/output error");
            }
            file.truncate(length);
            size = Math.min(size, length);
        }

        @Override
        public void sync() throws IOException {
            if (failingSyncs > 0) {
                failingSyncs--;
                throw new IOException("Input/output error");
            }
            unsynced.removeIf(path.getFileName().toString()::equals);
            file.sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
