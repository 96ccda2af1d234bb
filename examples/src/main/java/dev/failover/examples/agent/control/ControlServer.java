package dev.failover.examples.agent.control;

import dev.failover.examples.agent.control.ControlReply.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets other processes of the same user ask the running agent: a free port of the loopback address, and a random token. */
public final class ControlServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlServer.class);
    private static final Duration TIME_TO_ASK = Duration.ofSeconds(5);
    private static final int MOST_AT_A_TIME = 8;

    private final Path directory;
    private final Requests requests;
    private final ServerSocket server;
    private final byte[] token;
    private final ExecutorService workers;

    private ControlServer(Path directory, Requests requests, ServerSocket server, String token) {
        this.directory = directory;
        this.requests = requests;
        this.server = server;
        this.token = token.getBytes(StandardCharsets.US_ASCII);
        this.workers = new ThreadPoolExecutor(
                0, MOST_AT_A_TIME, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), ControlServer::daemon);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "failover-control");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Starts to listen, and writes down where.
     *
     * @param directory the state directory, which this process holds
     */
    public static ControlServer start(Path directory, Requests requests) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        try {
            ServerSocket socket = new ServerSocket();
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
            ControlServer server = new ControlServer(directory, requests, socket, token);
            new ControlFile(socket.getLocalPort(), token).write(directory);
            daemon(server::accept).start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("can't listen for other verbs", e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                try {
                    workers.execute(() -> serve(socket));
                } catch (RejectedExecutionException e) {
                    socket.close();
                }
            } catch (IOException e) {
                if (!server.isClosed()) {
                    log.warn("Asking this agent failed: {}", e.toString());
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Wire.Envelope envelope = Wire.receive(socket, Wire.Envelope.class, TIME_TO_ASK);
            if (!envelope.isWhole()
                    || !MessageDigest.isEqual(token, envelope.token().getBytes(StandardCharsets.UTF_8))) {
                return;
            }
            if (envelope.request().verb() != ControlRequest.Verb.STATUS) {
                log.info("Asked by hand: {}", envelope.request());
            }
            Wire.send(socket, answer(envelope.request()));
        } catch (IOException e) {
            log.debug("A question to this agent was cut short: {}", e.toString());
        }
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

    /** Stops listening, ends what is being answered, and removes what was written down. Idempotent. */
    @Override
    public void close() {
        try {
            ControlFile.delete(directory);
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
        return "other verbs reach it at port " + server.getLocalPort();
    }
}
