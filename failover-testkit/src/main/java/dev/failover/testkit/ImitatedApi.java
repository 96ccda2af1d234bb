package dev.failover.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.failover.http.MalformedAnswerException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The server of an imitated vendor, over HTTP on a free port of 127.0.0.1: it hands requests to what behaves as the vendor does, keeps
 * them, and lets things go wrong on demand. What it answers is for the imitation to say; it is called from several threads at once.
 *
 * <p>Thread-safe. Its address has no name, so that nothing is looked up.
 */
public final class ImitatedApi implements AutoCloseable {
    /** A wait to ask for in {@link DnsProviderContract.Fault#THROTTLE}: longer than any call may take, so that none waits for it. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int ALWAYS = Integer.MAX_VALUE;
    private static final String PAGE = "<html><body><h1>Oops</h1></body></html>";

    static {
        // The JDK's server sends headers and body apart; with Nagle's algorithm every answer would take 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** What behaves as the vendor does. */
    @FunctionalInterface
    public interface Vendor {
        /**
         * What it answers.
         *
         * @throws Refused instead of an answer, if that is shorter to say
         * @throws MalformedAnswerException if the request is not JSON as the vendor takes it
         */
        Reply answer(Request request) throws Refused, MalformedAnswerException;
    }

    /**
     * A request that came.
     *
     * @param target path and query as they were sent
     * @param path below the server's root, decoded, without the query
     * @param query its parameters, decoded, in their order
     * @param headers the first value of each, by its name in lower case
     * @param body empty if there was none
     */
    public record Request(
            String method,
            String target,
            String path,
            Map<String, String> query,
            Map<String, String> headers,
            String body) {
        /** {@code GET /zones?name=beerus.fr}. */
        @Override
        public String toString() {
            StringBuilder parameters = new StringBuilder();
            query.forEach((name, value) -> parameters
                    .append(parameters.length() == 0 ? '?' : '&')
                    .append(name)
                    .append('=')
                    .append(value));
            return method + " " + path + parameters;
        }
    }

    /** An answer; its body is empty for none. */
    public record Reply(int status, String body, Map<String, String> headers) {
        public static Reply of(int status, String body) {
            return new Reply(status, body, Map.of());
        }

        /** The same, asking for {@link #PATIENCE}. */
        public Reply patiently() {
            return with("Retry-After", Long.toString(PATIENCE.toSeconds()));
        }

        /** The same with one more header. */
        public Reply with(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Reply(status, body, more);
        }
    }

    /** The vendor does not do as asked. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Reply reply;

        public Refused(Reply reply) {
            super(reply.toString());
            this.reply = reply;
        }
    }

    /**
     * What the vendor says where {@link DnsProviderContract.Fault} asks for it.
     *
     * @param throttled one request too many; with {@code Retry-After}, if the vendor sends that
     * @param unauthorized credentials that it does not know
     * @param invalid a change that it refuses for what it asks
     */
    public record Words(Reply throttled, Reply unauthorized, Reply invalid) {}

    private enum Ending {
        WHOLE,
        RESET,
        HANG
    }

    /**
     * Something that goes wrong.
     *
     * @param executes whether the request is carried out all the same
     * @param reply null for what the request itself is answered
     */
    private record Failure(
            boolean executes, Ending ending, @Nullable Reply reply) {}

    private record Planned(Predicate<Request> which, Failure failure, AtomicInteger left) {}

    private final Vendor vendor;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "imitated-api");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Request> requests = new ArrayList<>();
    private final List<Planned> planned = new ArrayList<>();
    private volatile Duration late = Duration.ZERO;

    private ImitatedApi(Vendor vendor, HttpServer server) {
        this.vendor = vendor;
        this.server = server;
    }

    /** Starts the server. */
    public static ImitatedApi start(Vendor vendor) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            ImitatedApi api = new ImitatedApi(vendor, server);
            server.createContext("/", api::handle);
            server.setExecutor(api.threads);
            server.start();
            return api;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server's root, without final slash. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The requests so far, in order. */
    public List<Request> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** Forgets the requests so far. */
    public void forgetRequests() {
        synchronized (requests) {
            requests.clear();
        }
    }

    /** The next request like this is answered so, and not carried out. */
    public void failNext(Predicate<Request> which, Reply reply) {
        plan(which, 1, new Failure(false, Ending.WHOLE, reply));
    }

    /** Every request is answered so, and not carried out, until {@link #heal}. */
    public void failAll(Reply reply) {
        plan(any -> true, ALWAYS, new Failure(false, Ending.WHOLE, reply));
    }

    /** The next request like this is carried out, and its answer never comes. */
    public void loseNextAnswer(Predicate<Request> which) {
        plan(which, 1, new Failure(true, Ending.RESET, null));
    }

    /** Whether a request is of a kind that changes something, at most vendors. */
    public static boolean isChange(Request request) {
        return !request.method().equals("GET");
    }

    private void plan(Predicate<Request> which, int times, Failure failure) {
        synchronized (planned) {
            planned.add(new Planned(which, failure, new AtomicInteger(times)));
        }
    }

    /**
     * Makes one of the contract's faults happen, where a server can: {@link DnsProviderContract.Fault#LOSE_NEXT_PUBLICATION} and
     * {@link DnsProviderContract.Fault#CHANGE_BEFORE_NEXT_WRITE} are the zone's own.
     *
     * @return whether it did
     */
    public boolean inject(DnsProviderContract.Fault fault, Words words) {
        switch (fault) {
            case LOSE_NEXT_ANSWER -> loseNextAnswer(ImitatedApi::isChange);
            case THROTTLE -> failAll(words.throttled());
            case HANG -> plan(any -> true, ALWAYS, new Failure(false, Ending.HANG, null));
            case REFUSE_CREDENTIALS -> failAll(words.unauthorized());
            case FAIL -> failAll(Reply.of(503, PAGE));
            case NONSENSE -> failAll(Reply.of(200, PAGE));
            case REFUSE_NEXT_CHANGE -> failNext(ImitatedApi::isChange, words.invalid());
            case SLOW -> late = DnsProviderContract.LATE;
            case LOSE_NEXT_PUBLICATION, CHANGE_BEFORE_NEXT_WRITE -> {
                return false;
            }
        }
        return true;
    }

    /** Nothing goes wrong any more. */
    public void heal() {
        synchronized (planned) {
            planned.clear();
        }
        late = Duration.ZERO;
    }

    private void handle(HttpExchange exchange) throws IOException {
        Request request = read(exchange);
        synchronized (requests) {
            requests.add(request);
        }
        Failure failure = failure(request);
        Reply reply = failure == null || failure.executes() ? answer(request) : failure.reply();
        try {
            closed.await(late.toNanos(), TimeUnit.NANOSECONDS);
            if (failure != null && failure.ending() == Ending.HANG) {
                closed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (reply != null && (failure == null || failure.ending() == Ending.WHOLE)) {
            write(exchange, reply);
        }
        exchange.close();
    }

    private Reply answer(Request request) {
        try {
            return vendor.answer(request);
        } catch (Refused e) {
            return e.reply;
        } catch (MalformedAnswerException e) {
            return Reply.of(400, "{\"imitation\": \"malformed\"}");
        } catch (RuntimeException e) {
            // An imitation that stumbles would otherwise look like a lost answer.
            return Reply.of(500, "{\"imitation\": \"" + e.getClass().getName() + "\"}");
        }
    }

    private @Nullable Failure failure(Request request) {
        synchronized (planned) {
            for (Planned each : planned) {
                if (each.which().test(request) && each.left().getAndDecrement() > 0) {
                    return each.failure();
                }
            }
            return null;
        }
    }

    private static Request read(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        Map<String, String> query = new LinkedHashMap<>();
        String raw = uri.getRawQuery();
        for (String parameter : raw == null ? new String[0] : raw.split("&", -1)) {
            String[] pair = parameter.split("=", 2);
            query.put(decoded(pair[0]), pair.length > 1 ? decoded(pair[1]) : "");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        return new Request(exchange.getRequestMethod(), uri.toString(), uri.getPath(), query, headers, body);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void write(HttpExchange exchange, Reply reply) throws IOException {
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        OutputStream out = exchange.getResponseBody();
        out.write(bytes);
        out.flush();
    }

    /** Ends it; what hangs is let go. */
    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
