package dev.failover.sftp;

import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs a command at the destination, by the account's shell. */
final class Command {
    private static final Duration SLICE = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofDays(1);
    private static final int KEPT = 2000;

    private Command() {}

    /** One line for a shell (POSIX 2.2.2) that runs exactly this. */
    static String quote(List<String> command) {
        return command.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    static void run(SshConnection connection, List<String> command, Deadline deadline)
            throws IOException, InterruptedException {
        // An account that is confined to SFTP ends whatever it is told to run with status 0, at once and unrun: it
        // can't say this.
        String proof = UUID.randomUUID().toString();
        String line = "echo " + proof + "; exec " + quote(command);
        Tail output = new Tail();
        judge(
                connection.destination(),
                command,
                proof,
                output,
                carryOut(connection, command, line, output, output, deadline));
    }

    /**
     * Has the account's shell carry out a line, and waits for its end.
     *
     * @param command what it is for
     * @return the status it ended with; null if by a signal, or because the connection was lost
     */
    static @Nullable Integer carryOut(
            SshConnection connection,
            List<String> command,
            String line,
            OutputStream output,
            OutputStream errors,
            Deadline deadline)
            throws IOException, InterruptedException {
        try (CommandChannel channel = new CommandChannel(line)) {
            CountDownLatch closed = new CountDownLatch(1);
            channel.addCloseFutureListener(future -> closed.countDown());
            connection.register(channel);
            channel.setIn(java.io.InputStream.nullInputStream());
            channel.setOut(output);
            channel.setErr(errors);
            channel.open().verify(deadline.left(LONG));
            // Not by the channel's own waitFor, which swallows an interruption.
            while (!closed.await(deadline.left(SLICE).toMillis(), TimeUnit.MILLISECONDS)) {
                deadline.requireTime();
            }
            if (channel.isRefused()) {
                throw unable(connection.destination(), command, "");
            }
            return channel.getExitStatus();
        }
    }

    private static void judge(
            Hop destination, List<String> command, String proof, Tail output, @Nullable Integer status) {
        String said = output.text();
        if (!said.contains(proof) && !output.isCut()) {
            if (status == null) {
                throw new UnavailableException(
                        "the connection was lost before " + command.get(0) + " was run at " + destination);
            }
            throw unable(destination, command, said);
        }
        String rest = said.replace(proof + "\n", "");
        if (status == null) {
            throw new UnavailableException(command.get(0) + " was ended by a signal, or the connection to "
                    + destination + " was lost while it ran" + quoted(rest));
        }
        if (status != 0) {
            throw new RejectedException(
                    command.get(0) + " at " + destination + " ended with status " + status + quoted(rest));
        }
    }

    private static RejectedException unable(Hop destination, List<String> command, String said) {
        return new RejectedException("the account at " + destination + " can't run commands, so " + command.get(0)
                + " was not run" + quoted(said));
    }

    private static String quoted(String said) {
        String words = Excerpt.of(said, KEPT);
        return words.isEmpty() ? "" : "; it said: " + words;
    }

    /** The end of what was said. */
    private static final class Tail extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean cut;

        @Override
        public synchronized void write(int value) {
            bytes.write(value);
            if (bytes.size() > 2 * KEPT) {
                byte[] all = bytes.toByteArray();
                bytes.reset();
                bytes.write(all, all.length - KEPT, KEPT);
                cut = true;
            }
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }

        synchronized boolean isCut() {
            return cut;
        }
    }
}
