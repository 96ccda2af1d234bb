package dev.failover.internal.process;

import dev.failover.component.RejectedException;
import dev.failover.time.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs a command on this machine as {@code FileSync#execute} does on the target's: within a time, and heard to its end. */
public final class LocalCommand {
    private static final int HEARD = 2000;

    private LocalCommand() {}

    /**
     * Runs a command and waits for its end; it reads nothing, and sees of the environment only what
     * {@link Command#withPlainEnvironment} leaves.
     *
     * @param command the program and its arguments
     * @param timeout after which it and what it started are ended; more than zero
     * @throws RejectedException if it can't be started, or ended with another status than 0; with the end of what it said
     * @throws dev.failover.component.UnavailableException if it was not done in time
     */
    public static void run(List<String> command, Duration timeout) throws InterruptedException {
        run(command, Map.of(), timeout);
    }

    /**
     * The same.
     *
     * @param environment what the program sees in addition
     */
    public static void run(List<String> command, Map<String, String> environment, Duration timeout)
            throws InterruptedException {
        StringBuilder said = new StringBuilder();
        int status = Command.of(command)
                .inOneStream()
                .withPlainEnvironment(environment)
                .run(new Children(), Deadline.in(timeout), line -> {
                    synchronized (said) {
                        said.append(line).append('\n');
                        said.delete(0, Math.max(0, said.length() - HEARD));
                    }
                })
                .status();
        if (status != 0) {
            String end;
            synchronized (said) {
                // A line has a character for each byte.
                end = new String(said.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            }
            throw new RejectedException("%s ended with status %s%s"
                    .formatted(command.get(0), status, end.isBlank() ? "" : ": " + end.strip()));
        }
    }
}
