package dev.failover.agent.page;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Speaks HTTP to browsers and to readers of JSON, by the server of the JDK. Whoever is slow or asks too much has a connection closed;
 * nothing of it reaches the threads that decide.
 */
final class PageServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PageServer.class);
    /** Whoever sends a request byte by byte holds one of these until its time is over. */
    private static final int MOST_THREADS = 48;
    /** Those beyond are closed when their time is over. */
    private static final int MOST_WAITING = 512;

    private static final int BACKLOG = 128;
    private static final int LONGEST_FORM = 8192;
    private static final String FORM = "application/x-www-form-urlencoded";

    static {
        limit("sun.net.httpserver.maxReqTime", "10");
        limit("sun.net.httpserver.maxRspTime", "60");
        limit("sun.net.httpserver.idleInterval", "15");
        limit("sun.net.httpserver.maxReqHeaders", "60");
        limit("sun.net.httpserver.maxReqHeaderSize", "16384");
        limit("jdk.httpserver.maxConnections", "1500");
        limit("sun.net.httpserver.nodelay", "true");
    }

    private final Routes routes;
    private final LiveReaders readers;
    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    private PageServer(InetSocketAddress address, Routes routes, LiveReaders readers) throws IOException {
        this.routes = routes;
        this.readers = readers;
        server = HttpServer.create(address, BACKLOG);
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                MOST_THREADS,
                MOST_THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                work -> {
                    Thread thread = new Thread(work, "failover-page-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        threads.allowCoreThreadTimeOut(true);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
    }

    /** The server of the JDK takes its limits from here, when it is first used. What the user has set stays. */
    private static void limit(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** @throws IOException if the address can't be had */
    static PageServer start(InetSocketAddress address, Routes routes, LiveReaders readers) throws IOException {
        PageServer page = new PageServer(address, routes, readers);
        page.server.start();
        return page;
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return server.getAddress();
    }

    private void serve(HttpExchange exchange) {
        boolean taken = false;
        try {
            taken = answer(exchange);
        } catch (IOException e) {
            log.debug("An answer of the page was cut short: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("A bug: the status page could not be made", e);
        } finally {
            if (!taken) {
                exchange.close();
            }
        }
    }

    /** @return whether somebody else goes on with the exchange */
    private boolean answer(HttpExchange exchange) throws IOException, InterruptedException {
        Optional<Request> request = request(exchange);
        if (request.isEmpty()) {
            return false;
        }
        Optional<Reply> refusal = routes.refusal(request.get());
        if (refusal.isPresent()) {
            send(exchange, refusal.get());
            return false;
        }
        if (request.get().path().equals("/events") && request.get().method().equals("GET")) {
            protect(exchange, "text/event-stream", Map.of());
            if (readers.join(exchange)) {
                return true;
            }
            send(exchange, Reply.text(503, "Too many are listening").with("Retry-After", "30"));
            return false;
        }
        send(exchange, routes.answer(request.get()));
        return false;
    }

    /** Empty if it can't be understood, which was said. */
    private static Optional<Request> request(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), first(values)));
        String method = exchange.getRequestMethod();
        try {
            String path = exchange.getRequestURI().getPath();
            String query = exchange.getRequestURI().getRawQuery();
            if (path == null || !path.startsWith("/")) {
                send(exchange, Reply.text(400, "This is no path"));
                return Optional.empty();
            }
            Map<String, String> body = Map.of();
            if (method.equals("POST")) {
                Optional<String> form = form(exchange, headers);
                if (form.isEmpty()) {
                    return Optional.empty();
                }
                body = Request.pairs(form.get());
            }
            return Optional.of(new Request(
                    method,
                    path,
                    query == null ? Map.of() : Request.pairs(query),
                    exchange.getRemoteAddress().getAddress().getHostAddress(),
                    headers,
                    body));
        } catch (IllegalArgumentException e) {
            send(exchange, Reply.text(400, "This request is malformed"));
            return Optional.empty();
        }
    }

    private static String first(List<String> values) {
        return values.isEmpty() ? "" : values.get(0);
    }

    private static Optional<String> form(HttpExchange exchange, Map<String, String> headers) throws IOException {
        String type = headers.getOrDefault("content-type", "");
        if (!type.replaceFirst(";.*", "").strip().equalsIgnoreCase(FORM)) {
            send(exchange, Reply.text(415, "A form has the type " + FORM));
            return Optional.empty();
        }
        InputStream in = exchange.getRequestBody();
        byte[] body = in.readNBytes(LONGEST_FORM + 1);
        if (body.length > LONGEST_FORM) {
            send(exchange, Reply.text(413, "A form has at most " + LONGEST_FORM + " bytes"));
            return Optional.empty();
        }
        return Optional.of(new String(body, StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        protect(exchange, reply.type(), reply.headers());
        if (reply.status() >= 400) {
            // What of the request was not read is not waited for.
            exchange.getResponseHeaders().set("Connection", "close");
        }
        byte[] body = reply.bytes();
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
            exchange.sendResponseHeaders(reply.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(reply.status(), body.length);
        exchange.getResponseBody().write(body);
    }

    private static void protect(HttpExchange exchange, String type, Map<String, String> more) {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("Cache-Control", "no-store");
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self';"
                        + " form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        // Without it, browsers would not say of a form which page it is from.
        headers.set("Referrer-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        more.forEach(headers::set);
    }

    /** Ends everything at once. Idempotent. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
