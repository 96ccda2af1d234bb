package dev.failover.internal.sync;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.sync.FileSync;
import dev.failover.time.Durations;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a command on this machine as {@link FileSync#execute} does on the target's: within a time, and heard to its end. */
public final class LocalCommand {
    private static final int HEARD = 2000;
    private static final Duration GRACE = Duration.ofSeconds(1);

    private LocalCommand() {}

    /**
     * Runs a command and waits for its end; it reads nothing.
     *
     * @param command the program and its arguments
     * @param timeout after which it and what it started are ended; more than zero
     * @throws RejectedException if it can't be started, or ended with another status than 0; with the end of what it said
     * @throws UnavailableException if it was not done in time
     */
    public static void run(List<String> command, Duration timeout) throws InterruptedException {
        Process process = start(command);
        Tail said = new Tail();
        Thread reader = new Thread(() -> said.read(process.getInputStream()), "failover: hears " + command.get(0));
        reader.setDaemon(true);
        reader.start();
        try {
            if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new UnavailableException(
                        "%s did not end within %s".formatted(command.get(0), Durations.format(timeout)));
            }
            // Whatever it left behind may hold the pipe open for ever.
            reader.join(GRACE.toMillis());
            if (process.exitValue() != 0) {
                throw new RejectedException("%s ended with status %s%s"
                        .formatted(command.get(0), process.exitValue(), said.isEmpty() ? "" : ": " + said));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .start();
        } catch (IOException e) {
            throw new RejectedException("can't run %s: %s".formatted(command.get(0), e.getMessage()), e);
        }
    }

    /** The end of what was said. */
    private static final class Tail {
        private final byte[] buffer = new byte[HEARD];
        private int length;

        void read(InputStream in) {
            byte[] chunk = new byte[HEARD];
            try (in) {
                for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                    add(chunk, read);
                }
            } catch (IOException e) {
                // Closed as the process was ended: what was heard is all there is.
            }
        }

        private synchronized void add(byte[] chunk, int read) {
            int kept = Math.min(length, HEARD - read);
            System.arraycopy(buffer, length - kept, buffer, 0, kept);
            System.arraycopy(chunk, 0, buffer, kept, read);
            length = kept + read;
        }

        synchronized boolean isEmpty() {
            return toString().isEmpty();
        }

        @Override
        public synchronized String toString() {
            return new String(buffer, 0, length, StandardCharsets.UTF_8).strip();
        }
    }
}
