package dev.failover.rsync;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.time.Deadline;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A program with its arguments, to be run to its end. Immutable. */
final class Command {
    private static final int KEPT = 16 * 1024;
    private static final File NOTHING = new File("/dev/null");

    private final List<String> words;

    Command(List<String> words) {
        this.words = List.copyOf(words);
    }

    /**
     * How it ended.
     *
     * @param errors what it said on its error stream: all, or the first and the last of it
     */
    record Ended(int status, String errors) {}

    /**
     * Runs it. Whatever it started is ended with it, if it is interrupted or out of time.
     *
     * @param scratch a private directory, for what it says on its error stream: in a file, as what it leaves in the background may
     *     keep a pipe open
     * @param lines told each line of its output, from another thread; one that is overwritten on a terminal is a line, too, and a
     *     very long one is several
     * @throws RejectedException if there is no such program
     * @throws UnavailableException if it did not end in time
     */
    Ended run(Path scratch, Deadline deadline, Consumer<String> lines) throws InterruptedException {
        deadline.remaining();
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before " + words.get(0) + " was started");
        }
        try {
            Path errors = Files.createTempFile(scratch, "errors", ".txt");
            try {
                return new Ended(run(start(errors), deadline, lines), read(errors));
            } finally {
                Files.deleteIfExists(errors);
            }
        } catch (IOException e) {
            throw new UnavailableException("The directory " + scratch + " for temporary files can't be used: " + e, e);
        }
    }

    private Process start(Path errors) {
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectInput(NOTHING).redirectError(errors.toFile());
        Map<String, String> environment = builder.environment();
        // What somebody set for rsync at a terminal is not meant for this; and its messages are to be understood.
        environment.keySet().removeIf(name -> name.startsWith("RSYNC_"));
        environment.put("LC_ALL", "C");
        try {
            return builder.start();
        } catch (IOException e) {
            throw new RejectedException(
                    "The program " + words.get(0) + " can't be run; install it, or set the path it has: "
                            + e.getMessage(),
                    e);
        }
    }

    private int run(Process process, Deadline deadline, Consumer<String> lines) throws InterruptedException {
        Thread reader =
                new Thread(() -> readLines(process.getInputStream(), lines), "failover: output of " + words.get(0));
        reader.setDaemon(true);
        reader.start();
        boolean ended = false;
        try {
            ended = process.waitFor(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
            if (!ended) {
                throw new UnavailableException(words.get(0)
                        + " did not end within the time given, and was ended; the next run goes on where it was");
            }
            reader.join(Math.max(1, deadline.left().toMillis()));
            return process.exitValue();
        } finally {
            if (!ended) {
                ProcessTree.end(process.toHandle());
            }
        }
    }

    private static void readLines(InputStream output, Consumer<String> lines) {
        StringBuilder line = new StringBuilder();
        byte[] buffer = new byte[8192];
        try (output) {
            for (int n = output.read(buffer); n >= 0; n = output.read(buffer)) {
                for (char c : new String(buffer, 0, n, StandardCharsets.ISO_8859_1).toCharArray()) {
                    boolean ends = c == '\n' || c == '\r';
                    if (!ends) {
                        line.append(c);
                    }
                    if (line.length() > 0 && (ends || line.length() == KEPT)) {
                        lines.accept(line.toString());
                        line.setLength(0);
                    }
                }
            }
        } catch (IOException e) {
            // It was ended, or will be.
        }
        if (line.length() > 0) {
            lines.accept(line.toString());
        }
    }

    private static String read(Path errors) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(errors.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(file.length(), 2 * KEPT)];
            file.readFully(bytes, 0, Math.min(bytes.length, KEPT));
            if (bytes.length > KEPT) {
                file.seek(file.length() - (bytes.length - KEPT));
                file.readFully(bytes, KEPT, bytes.length - KEPT);
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
