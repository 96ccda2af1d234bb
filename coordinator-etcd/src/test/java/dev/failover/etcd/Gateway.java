package dev.failover.etcd;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The way to a member, on which things go wrong at a chosen moment. */
final class Gateway implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    static {
        // Otherwise each answer waits 40 ms for the acknowledgement of its headers.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /**
     * What is answered to everything instead of passing it on.
     *
     * @param retryAfter seconds; empty for no such header
     */
    record Answer(int status, String body, String retryAfter) {}

    /** Something to do just before a write passes. */
    interface Before {
        void run() throws Exception;
    }

    private final int to;
    private final AtomicLong writes = new AtomicLong();
    private HttpServer server;
    private volatile @Nullable Answer answer;
    private volatile @Nullable Before beforeNextWrite;
    private volatile @Nullable CountDownLatch hanging;
    private volatile boolean losing;
    private boolean vanished;

    Gateway(int to) throws IOException {
        this.to = to;
        this.server = listen(0);
    }

    private HttpServer listen(int port) throws IOException {
        HttpServer listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        listening.createContext("/", this::pass);
        listening.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "gateway");
            thread.setDaemon(true);
            return thread;
        }));
        listening.start();
        return listening;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    long writes() {
        return writes.get();
    }

    void answerAll(Answer wanted) {
        answer = wanted;
    }

    void beforeNextWrite(Before action) {
        beforeNextWrite = action;
    }

    void loseNextAnswer() {
        losing = true;
    }

    void hang() {
        hanging = new CountDownLatch(1);
    }

    void vanish() {
        vanished = true;
        server.stop(0);
    }

    void heal() throws IOException {
        answer = null;
        beforeNextWrite = null;
        losing = false;
        CountDownLatch latch = hanging;
        hanging = null;
        if (latch != null) {
            latch.countDown();
        }
        if (vanished) {
            vanished = false;
            server = listen(server.getAddress().getPort());
        }
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean write = new String(body, StandardCharsets.UTF_8).contains("request_put");
            if (write) {
                writes.incrementAndGet();
                Before action = beforeNextWrite;
                beforeNextWrite = null;
                if (action != null) {
                    action.run();
                }
            }
            CountDownLatch latch = hanging;
            if (latch != null) {
                latch.await();
                return;
            }
            Answer forced = answer;
            if (forced != null) {
                if (!forced.retryAfter().isEmpty()) {
                    exchange.getResponseHeaders().add("Retry-After", forced.retryAfter());
                }
                reply(exchange, forced.status(), forced.body().getBytes(StandardCharsets.UTF_8));
                return;
            }
            HttpRequest.Builder onward = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + to + exchange.getRequestURI()))
                    .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
            String token = exchange.getRequestHeaders().getFirst("Authorization");
            if (token != null) {
                onward.header("Authorization", token);
            }
            HttpResponse<byte[]> response = HTTP.send(onward.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (write && losing) {
                losing = false;
                return;
            }
            reply(exchange, response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() throws IOException {
        heal();
        server.stop(0);
    }
}
