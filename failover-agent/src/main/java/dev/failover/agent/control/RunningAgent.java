package dev.failover.agent.control;

import dev.failover.component.ConflictException;
import dev.failover.internal.storage.StateDirectory;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The agent that is running on a state directory, as other processes see it. */
public final class RunningAgent {
    /** More than {@link ControlServer} takes to be rid of as many as may wait, should none of them say anything. */
    private static final Duration TIME_TO_CONNECT = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration TIME_TO_ASK = Duration.ofSeconds(2);
    private static final Duration TIME_TO_ANSWER = Duration.ofSeconds(15);

    private final Path directory;
    private final ProcessHandle process;
    private final TimeSource time;

    private RunningAgent(Path directory, ProcessHandle process, TimeSource time) {
        this.directory = directory;
        this.process = process;
        this.time = time;
    }

    /** The agent that holds a state directory; empty if none does, whatever an agent that was killed left behind there. */
    public static Optional<RunningAgent> find(Path directory, TimeSource time) {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        return StateDirectory.owner(directory).map(process -> new RunningAgent(directory, process, time));
    }

    /** Its process number. */
    public long pid() {
        return process.pid();
    }

    /**
     * Asks it.
     *
     * @throws ConflictException if it does not answer: it is starting, stopping, hanging, or a verb that is at work itself
     */
    public ControlReply ask(ControlRequest request) {
        // Before it connects: from then on it has a second, and a busy machine is slow to load classes.
        ByteBuffer asked = Wire.line(request);
        try (SocketChannel channel = connect()) {
            Wire.send(channel, asked, in(TIME_TO_ASK));
            return Wire.receive(
                    channel,
                    ControlReply.class,
                    Wire.LONGEST_REPLY,
                    in(request.waiting().plus(TIME_TO_ANSWER)));
        } catch (IOException e) {
            throw new ConflictException(
                    "%s is in use by process %s, which does not answer (%s)"
                            .formatted(directory, pid(), e.getMessage()),
                    e);
        }
    }

    private Deadline in(Duration timeout) {
        return Deadline.in(timeout, time::nanoTime);
    }

    private SocketChannel connect() throws IOException {
        ControlSocket socket = ControlSocket.of(directory);
        Deadline deadline = in(TIME_TO_CONNECT);
        try {
            while (true) {
                Optional<SocketChannel> connected = socket.connect();
                if (connected.isPresent()) {
                    return connected.get();
                }
                if (deadline.left().isZero()) {
                    throw new IOException("too many others ask it");
                }
                // A full queue is no connection yet: there is nothing to select on that would tell of a place.
                time.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (SocketException | NoSuchFileException e) {
            throw new IOException("it does not listen", e);
        }
    }
}
