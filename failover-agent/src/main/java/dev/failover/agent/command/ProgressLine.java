package dev.failover.agent.command;

import dev.failover.sync.MirrorListener;
import dev.failover.time.Durations;
import dev.failover.time.TimeSource;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** How far a mirror has come, as one line that overwrites itself; nothing where that is no terminal. */
final class ProgressLine implements MirrorListener, AutoCloseable {
    private static final int WIDTH = 30;
    private static final double MIB = 1024 * 1024;
    private static final long NANOS_BETWEEN = 100_000_000;

    private final PrintStream terminal;
    private final boolean visible;
    private final TimeSource time;
    private final long began;
    private long last;
    private int width;

    ProgressLine(PrintStream terminal, boolean visible, TimeSource time) {
        this.terminal = terminal;
        this.visible = visible;
        this.time = time;
        began = time.nanoTime();
        last = began - NANOS_BETWEEN;
    }

    @Override
    public synchronized void onProgress(Progress progress) {
        long now = time.nanoTime();
        if (visible && now - last >= NANOS_BETWEEN) {
            last = now;
            String line = line(progress, Duration.ofNanos(now - began));
            terminal.print("\r" + line + " ".repeat(Math.max(width - line.length(), 0)));
            terminal.flush();
            width = line.length();
        }
    }

    /** {@code [######........] 42%, 12 of 30 files, 4.2 of 10.0 MiB, 2.1 MiB/s, 3s left}. */
    static String line(Progress progress, Duration passed) {
        double done = progress.totalBytes() > 0
                ? (double) progress.bytes() / progress.totalBytes()
                : progress.totalFiles() > 0 ? (double) progress.files() / progress.totalFiles() : 0;
        double bounded = Math.min(Math.max(done, 0), 1);
        int filled = (int) (bounded * WIDTH);
        double seconds = Math.max(passed.toNanos() / 1e9, 1e-3);
        String left = bounded > 0
                ? ", " + Durations.format(Duration.ofSeconds(Math.round(seconds * (1 - bounded) / bounded))) + " left"
                : "";
        return String.format(
                Locale.ROOT,
                "[%s%s] %3d%%, %d of %d files, %.1f of %.1f MiB, %.1f MiB/s%s",
                "#".repeat(filled),
                ".".repeat(WIDTH - filled),
                (int) (bounded * 100),
                progress.files(),
                progress.totalFiles(),
                progress.bytes() / MIB,
                progress.totalBytes() / MIB,
                progress.bytes() / MIB / seconds,
                left);
    }

    @Override
    public synchronized void close() {
        if (visible) {
            terminal.println();
        }
    }
}
