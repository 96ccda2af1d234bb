package dev.failover.rsync;

import dev.failover.internal.process.Command;
import dev.failover.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run over everything would change, told by one that changes nothing. It costs less than a run that puts files in their places
 * together: that one looks beside each file for what may have been cut short, and compares nothing before all of the source is listed.
 * Lines come from one thread, and are asked for after it.
 */
final class Look {
    /** Files up to this size begin anew after a cut at no great price. */
    static final long LARGE = 64L * 1024 * 1024;

    /** What {@code %i} of rsync's {@code --out-format} says of what is new. Section "--itemize-changes" of its manual. */
    private static final String NEW = "+++++++++ ";

    private static final Pattern SIZE = Pattern.compile(" (\\d{1,18})$");
    private static final String DELETES = "*deleting";
    private static final String PASSED_OVER = "skipping non-regular file ";

    private final Statistics statistics = new Statistics();
    private boolean counted;
    private long changes;
    private long made;
    private long deletions;
    private long largest;
    private int status;

    private Look() {}

    /** @param what is mirrored, and where to */
    static Look of(Rsync rsync, List<String> what, Deadline deadline) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--dry-run", "--delete", "--out-format=%i %l"));
        arguments.addAll(what);
        Look look = new Look();
        Command.Ended ended = rsync.run(arguments, deadline, look::read);
        look.status = ended.status();
        if (look.status != 0 && look.status != RsyncFailure.VANISHED && look.status != RsyncFailure.PARTIAL) {
            throw RsyncFailure.of(ended.status(), ended.errors(), rsync.destination());
        }
        return look;
    }

    /** Whatever comes before the statistics tells of a change, or might. */
    private synchronized void read(String line) {
        counted |= statistics.read(line);
        if (counted || line.startsWith(PASSED_OVER)) {
            return;
        }
        changes++;
        if (line.startsWith(DELETES)) {
            deletions++;
        }
        if (line.contains(NEW)) {
            made++;
        }
        Matcher size = SIZE.matcher(line);
        if (size.find()) {
            largest = Math.max(largest, Long.parseLong(size.group(1)));
        }
    }

    Statistics statistics() {
        return statistics;
    }

    /** Whether the target equals the source already. */
    synchronized boolean findsNoDifference() {
        return status == 0 && counted && changes == 0;
    }

    /** Whether there is nothing at the target, but perhaps its root, that a run could leave half old and half new. */
    synchronized boolean findsNothing() {
        boolean rootAtMost = made >= statistics.entries() - 1;
        return status == 0 && counted && rootAtMost && deletions == 0;
    }

    /** Whether a file is to be sent of which it matters how far it has come. */
    synchronized boolean findsLarge() {
        return largest > LARGE;
    }
}
