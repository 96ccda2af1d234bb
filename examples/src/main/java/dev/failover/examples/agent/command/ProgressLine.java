package dev.failover.examples.agent.command;

import dev.failover.sync.MirrorListener;
import java.io.PrintStream;

/** How far a mirror has come, as one line that overwrites itself; nothing where that is no terminal. */
final class ProgressLine implements MirrorListener, AutoCloseable {
    private static final int WIDTH = 30;
    private static final long NANOS_BETWEEN = 100_000_000;

    private final PrintStream terminal;
    private final boolean visible;
    private long last = System.nanoTime() - NANOS_BETWEEN;

    ProgressLine(PrintStream terminal, boolean visible) {
        this.terminal = terminal;
        this.visible = visible;
    }

    @Override
    public synchronized void onProgress(Progress progress) {
        long now = System.nanoTime();
        if (visible && now - last >= NANOS_BETWEEN) {
            last = now;
            terminal.print("\r" + line(progress));
            terminal.flush();
        }
    }

    /** {@code [######........] 42%, 12 of 30 files}. */
    static String line(Progress progress) {
        double done = progress.totalBytes() > 0
                ? (double) progress.bytes() / progress.totalBytes()
                : progress.totalFiles() > 0 ? (double) progress.files() / progress.totalFiles() : 0;
        int filled = (int) (Math.min(Math.max(done, 0), 1) * WIDTH);
        return "[%s%s] %3d%%, %d of %d files"
                .formatted(
                        "#".repeat(filled),
                        ".".repeat(WIDTH - filled),
                        (int) (Math.min(Math.max(done, 0), 1) * 100),
                        progress.files(),
                        progress.totalFiles());
    }

    @Override
    public synchronized void close() {
        if (visible) {
            terminal.println();
        }
    }
}
