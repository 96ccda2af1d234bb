package dev.failover.replay;

import dev.failover.FailoverListener;
import dev.failover.Service;
import dev.failover.component.RejectedException;
import dev.failover.health.Health;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * The checks that a watcher wrote down, in its state directory for instance, for {@link Replay}.
 *
 * <p>Two files, {@code observations.1} and then {@code observations}, each at most 4 MiB: some weeks of a few sites. A line is written
 * when what a check of a site finds changes, and once a minute as long as it stays the same:
 *
 * <pre>{@code
 * failover-observations 1
 * 2026-11-21T10:00:00.123Z www prod DOWN 67 connection refused
 * }</pre>
 *
 * <p>which is when, service, site, what was found, for how many seconds that may stand, and the detail. The site {@code -} is the watcher:
 * {@code DOWN} while it was cut off itself. They are no part of what must
 * survive a crash, and are not synced.
 */
public final class Observations {
    static final String FILE = "observations";
    static final String OLDER = "observations.1";
    static final String HEADER = "failover-observations 1";
    private static final String HEADER_START = "failover-observations ";
    private static final int FIELDS = 6;

    /** Each of the two files. */
    private static final long MOST_BYTES = 4L << 20;

    private Observations() {}

    /**
     * Writes down what checks find: a {@link dev.failover.Failover.Builder#listener listener} of the failover that makes them.
     *
     * @param directory one that is there, for the recorder of one failover at a time
     * @param services those that are watched, which may become others; asked at every check, on the thread of the listener
     */
    public static FailoverListener recorder(Path directory, Supplier<? extends Collection<Service>> services) {
        return new ObservationRecorder(directory, services, MOST_BYTES);
    }

    /**
     * Reads what was written down; an incomplete last line is left out. Changes nothing.
     *
     * @param source a state directory, or one such file
     * @return oldest first; empty if nothing was
     * @throws RejectedException if it can't be read, or was written by something else
     */
    public static List<Observation> read(Path source) {
        List<Observation> checks = new ArrayList<>();
        if (Files.isDirectory(source)) {
            readFile(source.resolve(OLDER), checks, true);
            readFile(source.resolve(FILE), checks, true);
        } else {
            readFile(source, checks, false);
        }
        // Whoever sets the clock back must not make time run backwards.
        checks.sort(Comparator.comparing(Observation::at));
        return checks;
    }

    private static void readFile(Path file, List<Observation> checks, boolean mayBeMissing) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            if (mayBeMissing) {
                return;
            }
            throw new RejectedException(file + " does not exist", e);
        } catch (IOException e) {
            throw new RejectedException(file + " can't be read: " + e, e);
        }
        List<String> lines =
                text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (i == 0) {
                checkHeader(file, lines.get(0));
            } else {
                checks.add(parse(file, i + 1, lines.get(i)));
            }
        }
    }

    private static void checkHeader(Path file, String line) {
        if (line.equals(HEADER)) {
            return;
        }
        throw new RejectedException(
                line.startsWith(HEADER_START)
                        ? file + " is in format " + line.substring(HEADER_START.length())
                                + ", which this version of the library does not know; use the newer version"
                        : file + " holds no observations: its first line is not \"" + HEADER + "\"");
    }

    private static Observation parse(Path file, int number, String line) {
        String[] fields = line.split(" ", FIELDS);
        try {
            if (fields.length == FIELDS) {
                return new Observation(
                        Instant.parse(fields[0]),
                        fields[1],
                        fields[2],
                        Health.Status.valueOf(fields[3]),
                        Duration.ofSeconds(Long.parseLong(fields[4])),
                        fields[5]);
            }
        } catch (DateTimeException | IllegalArgumentException e) {
            throw damaged(file, number, e);
        }
        throw damaged(file, number, null);
    }

    private static RejectedException damaged(
            Path file, int number, @org.jspecify.annotations.Nullable RuntimeException cause) {
        String sentence = file + ": line " + number + " is no observation";
        return cause == null ? new RejectedException(sentence) : new RejectedException(sentence, cause);
    }

    /** A check as one line, with its newline. */
    static String line(Observation check) {
        return String.join(
                        " ",
                        check.at().truncatedTo(ChronoUnit.MILLIS).toString(),
                        check.service(),
                        check.site(),
                        check.status().name(),
                        String.valueOf(check.holds().toSeconds()),
                        check.detail().replaceAll("\\s+", " "))
                + "\n";
    }

    /**
     * What a check of one site found, as it was written down: the result that came at this moment, or the same one still.
     *
     * @param site its name, or {@link #WATCHER}
     * @param holds for how long it may stand for the results that follow, until the next one is written down
     */
    public record Observation(
            Instant at, String service, String site, Health.Status status, Duration holds, String detail) {
        /** The site of what was found of the watcher itself: {@code UP} if it was in touch with the world, {@code DOWN} if cut off. */
        public static final String WATCHER = "-";

        /** Whether it says what was the case at a moment that is not before it. */
        boolean reaches(Instant moment) {
            return !moment.isAfter(at.plus(holds));
        }
    }
}
