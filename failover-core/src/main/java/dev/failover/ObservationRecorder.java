package dev.failover;

import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.internal.storage.Trusted;
import dev.failover.time.Scheduler;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what the checks find, for {@link Replay}: whatever is new, and what stays the same once a minute. The event thread only
 * puts a line together now and then; a disk that hangs costs lines, never a decision. Lives on the event thread.
 */
final class ObservationRecorder implements FailoverListener {
    private static final Logger log = LoggerFactory.getLogger(ObservationRecorder.class);
    private static final Duration STILL = Duration.ofMinutes(1);
    private static final Duration TIME_TO_WRITE = Duration.ofSeconds(10);
    private static final Duration UNTIL_TOLD_ANEW = Duration.ofDays(366);
    private static final int LONGEST_DETAIL = 200;
    /** In bytes, names and all. */
    private static final int LONGEST_LINE = 4096;

    /** As long as the disk hangs, so much is kept for it. */
    private static final int LONGEST_PENDING = 64 * 1024;

    private final Scheduler scheduler;
    private final Path directory;
    private final long maxBytes;
    private final Map<String, Duration> holds = new HashMap<>();
    private final Map<String, RecordedCheck> last = new HashMap<>();
    private final StringBuilder pending = new StringBuilder();
    private boolean writing;
    private boolean failing;

    ObservationRecorder(Scheduler scheduler, Path directory, Iterable<Service> services, long maxBytes) {
        this.scheduler = scheduler;
        this.directory = directory;
        this.maxBytes = maxBytes;
        follow(services);
    }

    /** Services whose checks are to come. */
    void follow(Iterable<Service> services) {
        services.forEach(service -> holds.put(service.name(), holds(service.thresholds())));
    }

    /** Until the next line must have come: the pause between two, one more check, and what that may take. */
    private static Duration holds(Thresholds thresholds) {
        Duration pause = thresholds.interval().compareTo(STILL) > 0 ? thresholds.interval() : STILL;
        return pause.plus(thresholds.interval()).plus(thresholds.timeout()).plusSeconds(1);
    }

    @Override
    public void on(FailoverEvent event) {
        if (event instanceof FailoverEvent.Checked checked) {
            checked(checked);
        } else if (event instanceof FailoverEvent.CutOff) {
            note(own(event, Health.Status.DOWN));
        } else if (event instanceof FailoverEvent.InTouch) {
            note(own(event, Health.Status.UP));
        }
        // Replay makes its own of all others.
    }

    /** What stands until it is told anew. */
    private static RecordedCheck own(FailoverEvent event, Health.Status status) {
        return new RecordedCheck(
                event.at(), event.service(), RecordedCheck.WATCHER, status, UNTIL_TOLD_ANEW, event.text());
    }

    private void checked(FailoverEvent.Checked event) {
        String detail = event.health().detail();
        note(new RecordedCheck(
                event.at(),
                event.service(),
                event.site(),
                event.health().status(),
                holds.getOrDefault(event.service(), STILL),
                detail.substring(0, Math.min(detail.length(), LONGEST_DETAIL))));
    }

    private void note(RecordedCheck check) {
        if (isNews(check)) {
            last.put(check.service() + "/" + check.site(), check);
            if (pending.length() < LONGEST_PENDING) {
                pending.append(Observations.line(check));
            }
            write();
        }
    }

    private boolean isNews(RecordedCheck check) {
        RecordedCheck before = last.get(check.service() + "/" + check.site());
        return before == null
                || before.status() != check.status()
                || !before.detail().equals(check.detail())
                || isDue(before.at(), check.at());
    }

    private static boolean isDue(Instant before, Instant now) {
        return now.isBefore(before) || Duration.between(before, now).compareTo(STILL) >= 0;
    }

    private void write() {
        if (writing || pending.isEmpty()) {
            return;
        }
        writing = true;
        String lines = pending.toString();
        pending.setLength(0);
        scheduler.call(
                "writing down what checks found",
                TIME_TO_WRITE,
                () -> {
                    append(lines);
                    return lines;
                },
                outcome -> {
                    writing = false;
                    boolean failed = outcome.fold(written -> false, this::failed);
                    failing = failed;
                    write();
                });
    }

    private boolean failed(Exception cause) {
        if (!failing) {
            log.warn("What checks find can't be written down for a replay: {}", cause.toString());
        }
        return true;
    }

    private void append(String lines) throws IOException {
        Path file = directory.resolve(Observations.FILE);
        if (Files.exists(file) && Files.size(file) + lines.length() > maxBytes) {
            Files.move(file, directory.resolve(Observations.OLDER), StandardCopyOption.REPLACE_EXISTING);
        }
        Trusted.makeFile(file);
        if (Files.size(file) == 0) {
            Files.writeString(file, Observations.HEADER + "\n" + lines, StandardOpenOption.APPEND);
        } else {
            cutIncompleteLine(file);
            Files.writeString(file, lines, StandardOpenOption.APPEND);
        }
    }

    /** A crash may have left one; the line after it would be lost with it. */
    private static void cutIncompleteLine(Path file) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            long end = open.length();
            byte[] tail = new byte[(int) Math.min(end, LONGEST_LINE)];
            open.seek(end - tail.length);
            open.readFully(tail);
            int newline = new String(tail, StandardCharsets.ISO_8859_1).lastIndexOf('\n');
            if (newline >= 0 && newline < tail.length - 1) {
                open.setLength(end - tail.length + newline + 1);
            }
        }
    }
}
