package dev.failover.health;

import dev.failover.testkit.HealthCheckContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A server at 127.0.0.1 that does with each connection what a test says, right or wrong. */
final class OddServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Behaviour behaviour;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    /** What it does with one connection, which is closed afterwards. */
    @FunctionalInterface
    interface Behaviour {
        /** Accepts, and says nothing. */
        Behaviour SILENT = OddServer::awaitHangUp;

        /** Says a byte now and then, as long as somebody listens. */
        Behaviour TRICKLING = connection -> {
            while (true) {
                connection.getOutputStream().write('x');
                TimeUnit.MILLISECONDS.sleep(20);
            }
        };

        /** Never stops talking. */
        Behaviour ENDLESS = connection -> {
            byte[] much = "x".repeat(8192).getBytes(StandardCharsets.US_ASCII);
            while (true) {
                connection.getOutputStream().write(much);
            }
        };

        /** Hangs up. */
        Behaviour HANGING_UP = connection -> {};

        /** Hangs up without manners. */
        Behaviour RESETTING = connection -> connection.setSoLinger(true, 0);

        /** Says something, and waits. */
        static Behaviour saying(String text) {
            return connection -> {
                say(connection, text);
                awaitHangUp(connection);
            };
        }

        void serve(Socket connection) throws IOException, InterruptedException;
    }

    OddServer(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        listener = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        daemon(this::accept);
    }

    /** One that refuses. */
    static OddServer gone() throws IOException {
        OddServer server = new OddServer(Behaviour.HANGING_UP);
        server.close();
        return server;
    }

    static void say(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        connection.getOutputStream().flush();
    }

    /** Waits until the other side hangs up. */
    static void awaitHangUp(Socket connection) throws IOException {
        while (connection.getInputStream().read() >= 0) {
            // What is sent does not matter.
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "odd-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listener.accept();
                connections.add(connection);
                daemon(() -> serve(connection));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            behaviour.serve(connection);
        } catch (IOException e) {
            // The client hung up, as it may.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(connection);
        }
    }

    /** This server as what a check looks at. */
    HealthCheckContract.Target target(HealthCheck check) {
        return new HealthCheckContract.Target() {
            @Override
            public HealthCheck check() {
                return check;
            }

            @Override
            public InetAddress address() {
                return listener.getInetAddress();
            }

            @Override
            public OptionalInt connections() {
                return OptionalInt.of(connections.size());
            }

            @Override
            public void close() throws IOException {
                OddServer.this.close();
            }
        };
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
