package dev.failover.agent.control;

import dev.failover.agent.control.ControlReply.Result;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets other processes of the same user ask the running agent. */
public final class ControlServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlServer.class);
    /** Who asks is a program on this machine, and has its question ready. */
    private static final Duration TIME_TO_ASK = Duration.ofSeconds(1);

    private static final Duration TIME_TO_TAKE = Duration.ofSeconds(5);
    /** Far more than humans ask at a time; those beyond wait for one of them to end. */
    private static final int MOST_AT_A_TIME = 32;

    private final ControlSocket socket;
    private final Requests requests;
    private final TimeSource time;
    private final ServerSocketChannel server;
    private final Semaphore places = new Semaphore(MOST_AT_A_TIME);
    private final ExecutorService workers = Executors.newCachedThreadPool(ControlServer::daemon);

    private ControlServer(ControlSocket socket, Requests requests, TimeSource time) throws IOException {
        this.socket = socket;
        this.requests = requests;
        this.time = time;
        this.server = socket.listen();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "failover-control");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Starts to listen.
     *
     * @param directory the state directory, which this process holds
     */
    public static ControlServer start(Path directory, Requests requests, TimeSource time) {
        try {
            ControlServer server = new ControlServer(ControlSocket.of(directory), requests, time);
            daemon(server::accept).start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("can't listen for other verbs", e);
        } catch (UnsupportedOperationException e) {
            throw new UncheckedIOException("can't listen for other verbs", new IOException("this system can't", e));
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                places.acquire();
                SocketChannel channel = server.accept();
                workers.execute(() -> serve(channel));
            } catch (IOException e) {
                places.release();
                if (server.isOpen()) {
                    log.warn("Asking this agent failed: {}", e.toString());
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            if (!socket.isOurs(channel)) {
                log.warn("Somebody else's process asked this agent, and was not heard");
                return;
            }
            ControlRequest request = Wire.receive(channel, ControlRequest.class, Wire.LONGEST_REQUEST, in(TIME_TO_ASK));
            if (request.verb() == null) {
                return;
            }
            if (request.verb() != ControlRequest.Verb.STATUS && request.verb() != ControlRequest.Verb.THREADS) {
                log.info("Asked by hand: {}", request);
            }
            Wire.send(channel, Wire.line(answer(request)), in(TIME_TO_TAKE));
        } catch (IOException e) {
            log.debug("A question to this agent was cut short: {}", e.toString());
        } finally {
            places.release();
        }
    }

    private Deadline in(Duration timeout) {
        return Deadline.in(timeout, time::nanoTime);
    }

    private ControlReply answer(ControlRequest request) {
        try {
            return requests.answer(request);
        } catch (InterruptedException e) {
            return ControlReply.of(Result.FAILED, "The agent was stopped meanwhile");
        } catch (RuntimeException e) {
            log.error("A bug: the answer to a request failed", e);
            return ControlReply.of(Result.FAILED, "The agent failed at it; see its log");
        }
    }

    /** Stops listening, ends what is being answered, and removes the socket. Idempotent. */
    @Override
    public void close() {
        try {
            socket.delete();
            server.close();
        } catch (IOException e) {
            log.warn("Could not clean up after listening: {}", e.toString());
        }
        workers.shutdownNow();
        try {
            workers.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "other verbs reach it at " + socket;
    }
}
