package dev.failover.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A website that fails as it is told, and knows when it served whom: each prober asks for a path of its own. Thread-safe. */
final class Website implements AutoCloseable {
    static final int PORT = 8080;
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int LONGEST_HEAD = 1_024;
    private static final byte[] OK = answer("200 OK");
    private static final byte[] BROKEN = answer("500 Internal Server Error");

    private final String address;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "website");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Instant> lastServed = new ConcurrentHashMap<>();
    private final Map<String, Instant> firstServed = new ConcurrentHashMap<>();
    private volatile CompletableFuture<Void> healed = CompletableFuture.completedFuture(null);
    private volatile @Nullable Fault fault;
    private volatile ServerSocket listener;

    Website(String address) throws IOException {
        this.address = address;
        this.listener = listen();
    }

    private static byte[] answer(String status) {
        return "HTTP/1.1 %s\r\nContent-Length: 3\r\nConnection: close\r\n\r\nso\n"
                .formatted(status)
                .getBytes(StandardCharsets.US_ASCII);
    }

    String address() {
        return address;
    }

    private ServerSocket listen() throws IOException {
        ServerSocket opened = new ServerSocket();
        opened.setReuseAddress(true);
        opened.bind(new InetSocketAddress(address, PORT), 128);
        threads.execute(() -> accept(opened));
        return opened;
    }

    private void accept(ServerSocket opened) {
        try {
            while (true) {
                Socket socket = opened.accept();
                Instant asked = Instant.now();
                threads.execute(() -> serve(socket, asked));
            }
        } catch (IOException e) {
            // Killed.
        }
    }

    private void serve(Socket socket, Instant asked) {
        try (socket) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            String path = path(socket.getInputStream());
            Fault now = fault;
            if (now == Fault.HANGING) {
                awaitHealed();
                return;
            }
            socket.getOutputStream().write(now == Fault.HTTP_500 ? BROKEN : OK);
            if (now == null || now == Fault.BLACK_HOLED) {
                lastServed.put(path, asked);
                firstServed.putIfAbsent(path, asked);
            }
        } catch (IOException e) {
            // The prober's affair.
        }
    }

    private void awaitHealed() {
        try {
            healed.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // Nobody waits for it any more.
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of {@code GET /path HTTP/1.1}; reads the whole head, in few calls, as whoever is measured shares the processors. */
    private static String path(InputStream in) throws IOException {
        byte[] room = new byte[LONGEST_HEAD];
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = in.read(room);
            if (read < 0) {
                throw new IOException("it was given up");
            }
            head.append(new String(room, 0, read, StandardCharsets.US_ASCII));
        }
        return head.substring(head.indexOf(" ") + 1).split(" ", 2)[0];
    }

    void fail(Fault how) throws IOException, InterruptedException {
        healed = new CompletableFuture<>();
        fault = how;
        switch (how) {
            case KILLED -> listener.close();
            case BLACK_HOLED ->
                Program.run("nft", "add", "rule", "inet", "benchmark", "input", "ip", "daddr", address, "drop");
            case HANGING, HTTP_500 -> {
                // By those who serve.
            }
        }
    }

    void heal() throws IOException, InterruptedException {
        Fault before = fault;
        firstServed.clear();
        fault = null;
        healed.complete(null);
        if (before == Fault.KILLED) {
            listener = listen();
        } else if (before == Fault.BLACK_HOLED) {
            Program.run("nft", "flush", "chain", "inet", "benchmark", "input");
        }
    }

    /** Whether a probe for this path was served that began since then. */
    boolean hasServed(String path, Instant since) {
        return lastServed.getOrDefault(path, Instant.MIN).isAfter(since);
    }

    /** When the latest probe for this path began that was served. */
    Instant lastServed(String path) {
        return known(lastServed, path);
    }

    /** When the first probe for this path began that was served since it was healed. */
    Instant firstServed(String path) {
        return known(firstServed, path);
    }

    private Instant known(Map<String, Instant> served, String path) {
        Instant at = served.get(path);
        if (at == null) {
            throw new IllegalStateException(address + path + " was not asked for");
        }
        return at;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }
}
