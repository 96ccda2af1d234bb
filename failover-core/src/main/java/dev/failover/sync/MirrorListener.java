package dev.failover.sync;

/** Follows a mirror run. Called from any thread; must return at once and not throw. */
@FunctionalInterface
public interface MirrorListener {
    /** Hears nothing. */
    MirrorListener NONE = (progress) -> {};

    /** Called now and then while a run is under way. */
    void onProgress(Progress progress);

    /**
     * How far a run has come.
     *
     * @param files sent so far
     * @param bytes sent so far
     * @param totalFiles to be sent, as far as known by now
     * @param totalBytes to be sent, as far as known by now
     */
    record Progress(long files, long bytes, long totalFiles, long totalBytes) {}
}
