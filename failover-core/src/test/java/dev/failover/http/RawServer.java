package dev.failover.http;

import com.google.common.net.InetAddresses;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;

/** A server that does with each connection whatever the test says, right or wrong. */
public final class RawServer implements AutoCloseable {
    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();
    private final CountDownLatch firstConnection = new CountDownLatch(1);

    /** What it does with one connection. */
    @FunctionalInterface
    public interface Behaviour {
        void serve(Socket connection) throws IOException, InterruptedException;
    }

    private RawServer(ServerSocketFactory sockets, Behaviour behaviour) throws IOException {
        listening = sockets.createServerSocket(0, 50, InetAddresses.forString("127.0.0.1"));
        threads.execute(() -> accept(behaviour));
    }

    public static RawServer start(Behaviour behaviour) throws IOException {
        return start(ServerSocketFactory.getDefault(), behaviour);
    }

    public static RawServer start(ServerSocketFactory sockets, Behaviour behaviour) throws IOException {
        return new RawServer(sockets, behaviour);
    }

    /** Reads the request, then writes this. */
    public static RawServer answering(String answer) throws IOException {
        return start(connection -> {
            readRequest(connection);
            write(connection, answer);
            connection.close();
        });
    }

    private void accept(Behaviour behaviour) {
        try {
            while (true) {
                Socket connection = listening.accept();
                accepted.add(connection);
                firstConnection.countDown();
                threads.execute(() -> serve(behaviour, connection));
            }
        } catch (IOException e) {
            // Closed: the end of the test.
        }
    }

    private static void serve(Behaviour behaviour, Socket connection) {
        try {
            behaviour.serve(connection);
        } catch (IOException e) {
            // The client hung up, as it may.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public static String readRequest(Socket connection) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
        StringBuilder request = new StringBuilder();
        String line = reader.readLine();
        while (line != null && !line.isEmpty()) {
            request.append(line).append('\n');
            line = reader.readLine();
        }
        return request.toString();
    }

    public static void write(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        connection.getOutputStream().flush();
    }

    /** Waits until the other side hangs up. */
    public static void awaitHangUp(Socket connection) throws IOException {
        try {
            while (connection.getInputStream().read() >= 0) {
                // What is sent does not matter.
            }
        } catch (java.net.SocketException e) {
            // A reset is a way to hang up.
        }
    }

    public int port() {
        return listening.getLocalPort();
    }

    public int connections() {
        return accepted.size();
    }

    public void awaitConnection() throws InterruptedException {
        if (!firstConnection.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody connected");
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket connection : accepted) {
            connection.close();
        }
        threads.shutdownNow();
    }
}
