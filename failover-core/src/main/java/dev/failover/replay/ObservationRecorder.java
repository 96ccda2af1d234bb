package dev.failover.replay;

import dev.failover.FailoverEvent;
import dev.failover.FailoverListener;
import dev.failover.Service;
import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.internal.storage.Trusted;
import dev.failover.replay.Observations.Observation;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what the checks find, for {@link Replay}: whatever is new, and what stays the same once a minute. A disk that hangs costs
 * lines, never a decision: a listener is told apart from those.
 */
final class ObservationRecorder implements FailoverListener {
    private static final Logger log = LoggerFactory.getLogger(ObservationRecorder.class);
    private static final Duration STILL = Duration.ofMinutes(1);
    private static final Duration UNTIL_TOLD_ANEW = Duration.ofDays(366);
    private static final int LONGEST_DETAIL = 200;
    /** In bytes, names and all. */
    private static final int LONGEST_LINE = 4096;

    private final Path directory;
    private final long maxBytes;
    private final Supplier<? extends Collection<Service>> services;
    /** Of {@link #known}. */
    private final Map<String, Duration> holds = new HashMap<>();

    private Collection<Service> known = List.of();
    private final Map<String, Observation> last = new HashMap<>();
    private boolean failing;
    /** Whether the file was made sure of, and all in it are whole lines. */
    private boolean sound;

    ObservationRecorder(Path directory, Supplier<? extends Collection<Service>> services, long maxBytes) {
        this.directory = directory;
        this.services = services;
        this.maxBytes = maxBytes;
    }

    private Duration holds(String service) {
        Collection<Service> now = services.get();
        if (now != known) {
            holds.clear();
            now.forEach(each -> holds.put(each.name(), holds(each.thresholds())));
            known = now;
        }
        return holds.getOrDefault(service, STILL);
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
    private static Observation own(FailoverEvent event, Health.Status status) {
        return new Observation(event.at(), event.service(), Observation.WATCHER, status, UNTIL_TOLD_ANEW, event.text());
    }

    private void checked(FailoverEvent.Checked event) {
        String detail = event.health().detail();
        note(new Observation(
                event.at(),
                event.service(),
                event.site(),
                event.health().status(),
                holds(event.service()),
                detail.substring(0, Math.min(detail.length(), LONGEST_DETAIL))));
    }

    private void note(Observation check) {
        if (isNews(check)) {
            last.put(check.service() + "/" + check.site(), check);
            try {
                append(Observations.line(check));
                failing = false;
            } catch (IOException e) {
                sound = false;
                if (!failing) {
                    log.warn("What checks find can't be written down for a replay: {}", e.toString());
                }
                failing = true;
            }
        }
    }

    private boolean isNews(Observation check) {
        Observation before = last.get(check.service() + "/" + check.site());
        return before == null
                || before.status() != check.status()
                || !before.detail().equals(check.detail())
                || isDue(before.at(), check.at());
    }

    private static boolean isDue(Instant before, Instant now) {
        return now.isBefore(before) || Duration.between(before, now).compareTo(STILL) >= 0;
    }

    private void append(String lines) throws IOException {
        Path file = directory.resolve(Observations.FILE);
        long size = size(file);
        if (size + lines.length() > maxBytes) {
            Files.move(file, directory.resolve(Observations.OLDER), StandardCopyOption.REPLACE_EXISTING);
            size = 0;
        }
        if (!sound || size == 0) {
            sound = false;
            Trusted.makeFile(file);
            cutIncompleteLine(file);
        }
        Files.writeString(file, size == 0 ? Observations.HEADER + "\n" + lines : lines, StandardOpenOption.APPEND);
        sound = true;
    }

    /** Nothing if it is not there. */
    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
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
