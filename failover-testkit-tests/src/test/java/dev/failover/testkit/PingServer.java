package dev.failover.testkit;

import dev.failover.testkit.HealthCheckContract.Condition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Answers {@code ping} lines, in one of the ways a server can. */
final class PingServer implements AutoCloseable {
    private final Condition condition;
    private final ServerSocket listener;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    PingServer(Condition condition) throws IOException {
        this.condition = condition;
        listener = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        if (condition == Condition.REFUSING) {
            listener.close();
        } else {
            daemon(this::accept);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    OptionalInt connections() {
        return OptionalInt.of(connections.size());
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "ping-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listener.accept();
                connections.add(connection);
                daemon(() -> answer(connection));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void answer(Socket connection) {
        try (connection) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = connection.getOutputStream();
            String line = in.readLine();
            switch (condition) {
                case UP -> out.write(("ok " + line + "\n").getBytes(StandardCharsets.US_ASCII));
                case FAILING -> out.write("sorry\n".getBytes(StandardCharsets.US_ASCII));
                case NONSENSE -> out.write(new byte[] {-1, 0, 10, 7});
                case TRICKLING -> trickle(out);
                case HANGING -> in.readLine();
                default -> connection.setSoLinger(true, 0);
            }
        } catch (IOException | InterruptedException e) {
            // The asker left.
        } finally {
            connections.remove(connection);
        }
    }

    private static void trickle(OutputStream out) throws IOException, InterruptedException {
        while (true) {
            out.write('o');
            out.flush();
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
