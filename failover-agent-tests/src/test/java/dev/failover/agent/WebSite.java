package dev.failover.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real web server on an address of its own, which can be killed and started again. */
final class WebSite implements AutoCloseable {
    private final String address;
    private final int port;
    private final String body;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "web-site");
        thread.setDaemon(true);
        return thread;
    });
    private volatile int status = 200;
    private HttpServer server;

    /**
     * @param port 0 for a free one
     */
    WebSite(String address, int port, String body) throws IOException {
        this.address = address;
        this.body = body;
        this.server = open(port);
        this.port = server.getAddress().getPort();
    }

    private HttpServer open(int onPort) throws IOException {
        HttpServer opened = HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), onPort), 0);
        opened.createContext("/", this::answer);
        opened.setExecutor(threads);
        opened.start();
        return opened;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + sent);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    int port() {
        return port;
    }

    String url() {
        return "http://" + address + ":" + port;
    }

    /** The requests so far: method, path and body. */
    List<String> requests() {
        return requests;
    }

    void answerWith(int code) {
        status = code;
    }

    void kill() {
        server.stop(0);
    }

    void startAgain() throws IOException {
        server = open(port);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
