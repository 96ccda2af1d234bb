package dev.failover.examples.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** A site: a web server of its own, at an address of its own, that serves its own copy of a page. Not thread-safe. */
final class DemoSite implements AutoCloseable {
    /** The header by which a site's answers tell where they come from. */
    static final String SITE_HEADER = "X-Site";

    private static final String PAGE = "index.html";

    private final String name;
    private final Path directory;
    private final Path root;
    private InetSocketAddress address;
    private @Nullable HttpServer server;

    /** @param directory all the site has; what is served is below it */
    DemoSite(String name, InetAddress address, Path directory) {
        this.name = name;
        this.address = new InetSocketAddress(address, 0);
        this.directory = directory;
        this.root = directory.resolve("www");
    }

    String name() {
        return name;
    }

    InetAddress address() {
        return address.getAddress();
    }

    /** Where it listens, or did last. */
    int port() {
        return address.getPort();
    }

    /** All it has. */
    Path directory() {
        return directory;
    }

    /** What is served. */
    Path root() {
        return root;
    }

    String page() throws IOException {
        return Files.readString(root.resolve(PAGE));
    }

    /** Replaces the page at once: nobody ever sees half of it. */
    void write(String page) throws IOException {
        Files.createDirectories(root);
        Path draft = Files.writeString(directory.resolve("draft"), page);
        Files.move(draft, root.resolve(PAGE), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Listens; at the port where it did before, or a free one the first time. */
    void start() throws IOException {
        start(address.getPort());
    }

    /** Listens at this port. */
    void start(int port) throws IOException {
        HttpServer started = HttpServer.create(new InetSocketAddress(address.getAddress(), port), 0);
        started.createContext("/", this::answer);
        started.start();
        address = started.getAddress();
        server = started;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = Files.readAllBytes(root.resolve(PAGE));
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.getResponseHeaders().set(SITE_HEADER, name);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Stops listening and cuts every connection, as a machine that falls over. */
    void kill() {
        HttpServer running = server;
        if (running != null) {
            server = null;
            running.stop(0);
        }
    }

    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
