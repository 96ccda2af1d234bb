package dev.failover.rsync;

import dev.failover.sync.MirrorListener.Progress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of {@code rsync --info=progress2}: {@code 1234 45%  1.95MB/s  0:00:01 (xfr#3, to-chk=7/10)}.
 *
 * <p>rsync does not know beforehand how much it will have to send; what it knows is how much it may be at most, which is what is
 * told as the total: what was sent, and what it has still to look at.
 */
final class ProgressLines {
    private static final Pattern LINE = Pattern.compile(
            "\\s*(\\d+)\\s+(\\d+)%\\s+\\S+\\s+\\S+(?:\\s+\\(xfr#(\\d+), (?:ir|to)-chk=(\\d+)/(\\d+)\\))?\\s*");

    private ProgressLines() {}

    /** What a line tells; empty for one that is no such line, or has no count of files. */
    static Optional<Progress> read(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches() || matcher.group(3) == null) {
            return Optional.empty();
        }
        long bytes = Long.parseLong(matcher.group(1));
        long percent = Long.parseLong(matcher.group(2));
        long files = Long.parseLong(matcher.group(3));
        long totalBytes = percent == 0 ? bytes : Math.max(bytes, bytes * 100 / percent);
        return Optional.of(new Progress(files, bytes, files + Long.parseLong(matcher.group(4)), totalBytes));
    }
}
