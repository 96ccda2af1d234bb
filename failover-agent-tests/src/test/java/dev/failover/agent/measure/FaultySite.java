package dev.failover.agent.measure;

import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server that can fail in the four ways that matter, and knows when it was last asked while it was well. */
final class FaultySite implements AutoCloseable {
    /** How a site fails. */
    enum Fault {
        DEAD(1, "dead (connection refused)", false),
        BLACK_HOLED(2, "black-holed (packets dropped)", true),
        HANGING(3, "hanging (accepts, never answers)", true),
        HTTP_500(4, "answers HTTP 500", false);

        final int number;
        final String text;
        final boolean timesOut;

        Fault(int number, String text, boolean timesOut) {
            this.number = number;
            this.text = text;
            this.timesOut = timesOut;
        }
    }

    private final InetSocketAddress address;
    private final Fault fault;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "site");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Closeable> opened = new ArrayList<>();
    private final HttpServer server;
    private volatile boolean failing;
    private volatile long lastAsked;

    FaultySite(InetAddress address, int port, Fault fault) throws IOException {
        this.address = new InetSocketAddress(address, port);
        this.fault = fault;
        server = HttpServer.create(this.address, 100);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            if (!failing) {
                lastAsked = System.nanoTime();
            } else if (fault == Fault.HANGING) {
                awaitClose();
            }
            byte[] body = "hello".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(failing ? 500 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Fault fault() {
        return fault;
    }

    /** When it was last asked and answered well, by {@link System#nanoTime}. */
    long lastAsked() {
        return lastAsked;
    }

    /** @return when it began to fail, by {@link System#nanoTime} */
    long fail() throws IOException {
        failing = true;
        if (fault == Fault.DEAD || fault == Fault.BLACK_HOLED) {
            server.stop(0);
        }
        if (fault == Fault.BLACK_HOLED) {
            dropPackets();
        }
        return System.nanoTime();
    }

    /** A listener whose queue is full: the kernel drops every further SYN, as a filter on the way would. */
    private void dropPackets() throws IOException {
        ServerSocket full = new ServerSocket();
        opened.add(full);
        full.setReuseAddress(true);
        full.bind(address, 1);
        for (int i = 0; i < 4; i++) {
            Socket queued = new Socket();
            opened.add(queued);
            try {
                queued.connect(address, 200);
            } catch (IOException e) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.stop(0);
        for (Closeable open : opened) {
            open.close();
        }
        threads.shutdownNow();
    }
}
