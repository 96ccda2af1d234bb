package dev.failover.agent.control;

import dev.failover.component.ConflictException;
import dev.failover.internal.storage.StateDirectory;
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

    private static final long PAUSE_MILLIS = 20;
    private static final Duration TIME_TO_ASK = Duration.ofSeconds(2);
    private static final Duration TIME_TO_ANSWER = Duration.ofSeconds(15);

    private final Path directory;
    private final ProcessHandle process;

    private RunningAgent(Path directory, ProcessHandle process) {
        this.directory = directory;
        this.process = process;
    }

    /** The agent that holds a state directory; empty if none does, whatever an agent that was killed left behind there. */
    public static Optional<RunningAgent> find(Path directory) {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        return StateDirectory.owner(directory).map(process -> new RunningAgent(directory, process));
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
            Wire.send(channel, asked, TIME_TO_ASK);
            return Wire.receive(
                    channel,
                    ControlReply.class,
                    Wire.LONGEST_REPLY,
                    request.waiting().plus(TIME_TO_ANSWER));
        } catch (IOException e) {
            throw new ConflictException(
                    "%s is in use by process %s, which does not answer (%s)"
                            .formatted(directory, pid(), e.getMessage()),
                    e);
        }
    }

    private SocketChannel connect() throws IOException {
        ControlSocket socket = ControlSocket.of(directory);
        long end = System.nanoTime() + TIME_TO_CONNECT.toNanos();
        try {
            while (true) {
                Optional<SocketChannel> connected = socket.connect();
                if (connected.isPresent()) {
                    return connected.get();
                }
                if (end - System.nanoTime() <= 0) {
                    throw new IOException("too many others ask it");
                }
                // A full queue is no connection yet: there is nothing to select on that would tell of a place.
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (SocketException | NoSuchFileException e) {
            throw new IOException("it does not listen", e);
        }
    }
}
