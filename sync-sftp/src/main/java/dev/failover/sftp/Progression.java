package dev.failover.sftp;

import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorListener.Progress;
import dev.failover.time.TimeSource;

/** Counts what a run does, and tells its listener now and then. Not thread-safe. */
final class Progression {
    /** Often enough for an eye. */
    private static final long INTERVAL_NANOS = 50_000_000;

    private final MirrorListener listener;
    private long totalFiles;
    private long totalBytes;
    private long files;
    private long bytes;
    private long bytesOfFiles;
    private final TimeSource time;
    private long told;

    Progression(MirrorListener listener, TimeSource time) {
        this.listener = listener;
        this.time = time;
        told = time.nanoTime() - INTERVAL_NANOS;
    }

    void expect(long moreFiles, long moreBytes) {
        totalFiles += moreFiles;
        totalBytes += moreBytes;
    }

    void sentBytes(long count) {
        bytes += count;
        long now = time.nanoTime();
        if (now - told >= INTERVAL_NANOS) {
            tell(now);
        }
    }

    void sentFile(long size) {
        files++;
        bytesOfFiles += size;
        long now = time.nanoTime();
        if (files == totalFiles || now - told >= INTERVAL_NANOS) {
            tell(now);
        }
    }

    private void tell(long now) {
        told = now;
        listener.onProgress(new Progress(files, bytes, totalFiles, totalBytes));
    }

    /** What is still to be sent, files that were begun included. */
    long missingBytes() {
        return totalBytes - bytesOfFiles;
    }

    long files() {
        return files;
    }

    long bytes() {
        return bytes;
    }
}
