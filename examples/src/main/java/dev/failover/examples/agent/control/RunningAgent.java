package dev.failover.examples.agent.control;

import dev.failover.component.ConflictException;
import dev.failover.storage.StateDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The agent that is running on a state directory, as other processes see it. */
public final class RunningAgent {
    private static final Duration TIME_TO_CONNECT = Duration.ofSeconds(2);
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
        try {
            ControlFile file = ControlFile.read(directory).orElseThrow(() -> new IOException("it does not listen"));
            try (Socket socket = new Socket()) {
                InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
                socket.connect(new InetSocketAddress(loopback, file.port()), (int) TIME_TO_CONNECT.toMillis());
                Wire.send(socket, new Wire.Envelope(file.token(), request));
                return Wire.receive(
                        socket, ControlReply.class, request.waiting().plus(TIME_TO_ANSWER));
            }
        } catch (IOException e) {
            throw new ConflictException(
                    "%s is in use by process %d, which does not answer (%s)"
                            .formatted(directory, pid(), e.getMessage()),
                    e);
        }
    }
}
