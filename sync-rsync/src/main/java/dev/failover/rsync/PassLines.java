package dev.failover.rsync;

import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorListener.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a pass prints: a line as rsync opens a file, and one when all of it was read, each when it is so, as rsync flushes every line. A
 * look that found no large file makes the second one needless: the next file's line says as much, and how much there is to send is known.
 * Lines come from one thread, and are asked for after it.
 */
final class PassLines {
    /**
     * The line of a regular file that is sent, as {@code %i %l %n} of rsync's {@code --out-format} has it. Section "--itemize-changes" of its
     * manual.
     */
    private static final Pattern SENDS = Pattern.compile("[<>]f\\S{9} (\\d{1,18}) (.+)", Pattern.DOTALL);

    private final MirrorListener listener;
    private final Optional<Look> look;
    private final Statistics statistics = new Statistics();
    private final Deletions deletions = new Deletions();
    private final TornFiles torn;
    private boolean keeps;
    private long files;
    private long bytes;
    private long opened;

    /** @param look before it, if it is the first pass after one that found no large file */
    PassLines(Path source, MirrorListener listener, Optional<Look> look) {
        this.torn = new TornFiles(source);
        this.listener = listener;
        this.look = look;
    }

    List<String> arguments() {
        return List.of("--out-format=%i %l %n", look.isPresent() ? "--info=backup" : "--info=backup,progress2");
    }

    synchronized void read(String line) {
        Matcher sends = SENDS.matcher(line);
        if (sends.matches()) {
            closed();
            opened = Long.parseLong(sends.group(1));
            torn.sends(sends.group(2));
        } else if (line.contains("(xfr#")) {
            torn.sent();
            ProgressLines.read(line).ifPresent(listener::onProgress);
        } else if (line.startsWith("backed up ")) {
            keeps = true;
        } else if (!statistics.read(line)) {
            deletions.read(line);
        }
    }

    private void closed() {
        if (torn.sent() && look.isPresent()) {
            files++;
            bytes += opened;
            Statistics all = look.get().statistics();
            listener.onProgress(
                    new Progress(files, bytes, Math.max(files, all.sentFiles()), Math.max(bytes, all.sentBytes())));
        }
    }

    /** The last file was read, too. */
    synchronized void ended() {
        closed();
    }

    Statistics statistics() {
        return statistics;
    }

    Deletions deletions() {
        return deletions;
    }

    TornFiles torn() {
        return torn;
    }

    /** Whether something that was replaced or deleted was kept. */
    synchronized boolean keeps() {
        return keeps;
    }
}
