package dev.failover.ovh;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.failover.component.Secret;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.ovh.Fault.Ending;
import dev.failover.ovh.ImitatedReply.Refused;
import dev.failover.ovh.ImitatedZone.StoredRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * OVH's API for one zone, as it really behaves, on a free port of 127.0.0.1: it verifies signatures and tokens and access
 * rules, keeps what is edited apart from what is published, and fails on demand.
 *
 * <p>Requests are named by method and path below the base, {@code PUT /domain/zone/beerus.fr/record/*}, where an asterisk
 * stands for anything. Thread-safe.
 */
public final class OvhImitation implements AutoCloseable {
    /** What {@code application-key} accepts. */
    public static final String APPLICATION_KEY = ImitatedAccess.APPLICATION_KEY;
    /** What {@code application-secret} accepts. */
    public static final String APPLICATION_SECRET = ImitatedAccess.APPLICATION_SECRET;
    /** What {@code consumer-key} accepts. */
    public static final String CONSUMER_KEY = ImitatedAccess.CONSUMER_KEY;

    static {
        // The JDK's server sends headers and body apart; with Nagle's algorithm every answer would take 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final String zoneName;
    private final String scheme;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "ovh-imitation");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Duration late = Duration.ZERO;
    private final ImitatedZone zone;
    private final ImitatedAccess access;
    private final List<String> requests = new ArrayList<>();
    private final List<Planned> faults = new ArrayList<>();
    private final AtomicInteger queries = new AtomicInteger();
    private final AtomicInteger refreshing = new AtomicInteger();
    private final AtomicInteger mostRefreshing = new AtomicInteger();
    private volatile Consumer<List<RecordSet>> onPublish = recordSets -> {};
    private volatile Runnable onRefresh = () -> {};
    private final Map<String, String> told = new ConcurrentHashMap<>();
    private volatile boolean answersZeroIds;
    private volatile boolean answersNoContent;

    /**
     * A fault to come.
     *
     * @param left how many more requests it hits
     */
    private record Planned(Pattern request, Fault fault, AtomicInteger left) {}

    private OvhImitation(String zoneName, @Nullable SSLContext tls, InstantSource clock) throws IOException {
        this.zoneName = zoneName;
        this.scheme = tls == null ? "http" : "https";
        this.zone = new ImitatedZone(zoneName);
        this.access = new ImitatedAccess(clock);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (tls == null) {
            server = HttpServer.create(address, 0);
        } else {
            HttpsServer https = HttpsServer.create(address, 0);
            https.setHttpsConfigurator(new HttpsConfigurator(tls));
            server = https;
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** Starts an imitation with an empty zone, over http. */
    public static OvhImitation start(String zone) throws IOException {
        return new OvhImitation(zone, null, InstantSource.system());
    }

    /** Starts an imitation with an empty zone, over https. */
    public static OvhImitation start(String zone, SSLContext tls) throws IOException {
        return new OvhImitation(zone, tls, InstantSource.system());
    }

    /** What to give as {@code endpoint}. */
    public String endpoint() {
        return origin() + "/1.0";
    }

    /** What to give as {@code token-url}. */
    public String tokenUrl() {
        return origin() + "/auth/oauth2/token";
    }

    private String origin() {
        return scheme + "://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A builder for this zone and endpoint, with the keys that are accepted here. */
    public OvhDnsProviderBuilder provider() {
        return OvhDnsProvider.builder()
                .zone(zoneName)
                .endpoint(endpoint())
                .applicationKey(Secret.of(APPLICATION_KEY))
                .applicationSecret(Secret.of(APPLICATION_SECRET))
                .consumerKey(Secret.of(CONSUMER_KEY));
    }

    /** A builder for this zone and endpoint, with the service account that is accepted here. */
    OvhDnsProviderBuilder serviceAccountProvider() {
        return OvhDnsProvider.builder()
                .zone(zoneName)
                .endpoint(endpoint())
                .tokenUrl(tokenUrl())
                .clientId(Secret.of(ImitatedAccess.CLIENT_ID))
                .clientSecret(Secret.of(ImitatedAccess.CLIENT_SECRET));
    }

    /** Calls this with all that is published, at every publication; on the request's thread, before it is answered. */
    public void onPublish(Consumer<List<RecordSet>> hook) {
        onPublish = hook;
    }

    /** What is read from now on at a path below the base, which is about no zone. */
    public void tell(String path, String json) {
        told.put(path, json);
    }

    /** Runs this during every refresh. */
    void onRefresh(Runnable hook) {
        onRefresh = hook;
    }

    /** Puts record sets into the zone, beside what is there, and publishes the zone. */
    public void publish(Collection<RecordSet> recordSets) {
        for (RecordSet set : recordSets) {
            String subDomain =
                    set.key().name().equals(RecordKey.APEX) ? "" : set.key().name();
            set.values()
                    .forEach(value -> zone.add(
                            subDomain,
                            set.key().type().name(),
                            Target.write(set.key().type(), value),
                            set.ttl().toSeconds()));
        }
        onPublish.accept(zone.publish());
    }

    /** What a name server would serve. */
    public Optional<RecordSet> published(RecordKey key) {
        return Optional.ofNullable(zone.recordSets(zone.published()).get(key));
    }

    /** The targets edited under a name and type, one per record. */
    public List<String> edited(RecordKey key) {
        String subDomain = key.name().equals(RecordKey.APEX) ? "" : key.name();
        return zone.edited().stream()
                .filter(record -> record.subDomain().equals(subDomain)
                        && record.fieldType().equals(key.type().name()))
                .map(StoredRecord::target)
                .toList();
    }

    /** The next requests like this one go wrong. */
    public void fail(String request, int times, String fault) {
        fail(
                request,
                times,
                switch (fault) {
                    case "hang" -> Fault.ending(Ending.HANG);
                    case "reset" -> Fault.ending(Ending.RESET);
                    case "lost-answer" -> Fault.lostAnswer();
                    case "publishes-nothing" -> Fault.pretended("null");
                    default -> Fault.status(Integer.parseInt(fault));
                });
    }

    void fail(String request, Fault fault) {
        fail(request, 1, fault);
    }

    void fail(String request, int times, Fault fault) {
        plan(Pattern.compile(Pattern.quote(request).replace("*", "\\E.*\\Q")), times, fault);
    }

    /** The next request that changes something in the zone goes wrong. */
    void failNextChange(Fault fault) {
        plan(Pattern.compile("(PUT|POST|DELETE) /domain/.*"), 1, fault);
    }

    private void plan(Pattern request, int times, Fault fault) {
        synchronized (faults) {
            faults.add(new Planned(request, fault, new AtomicInteger(times)));
        }
    }

    /** Nothing goes wrong any more. */
    public void heal() {
        synchronized (faults) {
            faults.clear();
        }
        late = Duration.ZERO;
    }

    /** The server's clock goes wrong by this much. */
    public void clockOffset(Duration offset) {
        access.offset(offset);
    }

    /** What the consumer key may do: {@code GET /domain/zone/beerus.fr/record}. Everything, at first. */
    public void accessRules(String... rules) {
        access.rules(rules);
    }

    /** The consumer key becomes {@code expired}, say. */
    public void credential(String status, @Nullable Instant expiration) {
        access.credential(status, expiration);
    }

    ImitatedAccess access() {
        return access;
    }

    ImitatedZone zone() {
        return zone;
    }

    /** {@code POST} of a record answers the id 0 from now on. */
    void answerZeroIds() {
        answersZeroIds = true;
    }

    /** A refresh is answered by 204 from now on, not by 200 and {@code null}. */
    void answerNoContent() {
        answersNoContent = true;
    }

    /** The requests so far: method, path below the base, query. */
    public List<String> requests() {
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

    /** How many refreshes there were at once, at most. */
    int mostRefreshesAtOnce() {
        return mostRefreshing.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath().replaceFirst("^/1\\.0", "");
        String query = exchange.getRequestURI().getRawQuery();
        String request = exchange.getRequestMethod() + " " + path;
        synchronized (requests) {
            requests.add(query == null ? request : request + "?" + query);
        }
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Fault fault = fault(request);
        ImitatedReply reply = ImitatedReply.NULL;
        if (fault == null || fault.executes()) {
            reply = execute(exchange, path, query == null ? "" : query, body);
        }
        exchange.getResponseHeaders().set("X-OVH-QUERYID", "EU.imitation-" + queries.incrementAndGet());
        awaitLateness();
        answer(exchange, reply, fault);
    }

    private @Nullable Fault fault(String request) {
        synchronized (faults) {
            for (Planned planned : faults) {
                if (planned.request().matcher(request).matches()
                        && planned.left().getAndDecrement() > 0) {
                    return planned.fault();
                }
            }
            return null;
        }
    }

    private void answer(HttpExchange exchange, ImitatedReply reply, @Nullable Fault fault) throws IOException {
        Ending ending = fault == null ? Ending.WHOLE : fault.ending();
        String text = fault != null && fault.body() != null ? fault.body() : reply.body();
        int status = fault != null && fault.status() > 0 ? fault.status() : reply.status();
        if (fault != null) {
            fault.headers().forEach(exchange.getResponseHeaders()::set);
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int half = ending == Ending.TRUNCATED || ending == Ending.CUT ? (bytes.length + 1) / 2 : bytes.length;
        switch (ending) {
            case HANG -> awaitClose();
            case RESET -> {}
            default -> {
                int announced = ending == Ending.TRUNCATED ? half : bytes.length;
                exchange.sendResponseHeaders(status, announced == 0 ? -1 : announced);
                OutputStream out = exchange.getResponseBody();
                out.write(bytes, 0, half);
                out.flush();
            }
        }
        exchange.close();
    }

    /** Every answer comes so much later, until it is healed. */
    void answerLate(Duration lateness) {
        late = lateness;
    }

    private void awaitLateness() {
        try {
            closed.await(late.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ImitatedReply execute(HttpExchange exchange, String path, String query, String body) {
        String method = exchange.getRequestMethod();
        try {
            if (path.equals("/auth/oauth2/token")) {
                return access.token(body);
            }
            if (path.equals("/auth/time")) {
                return new ImitatedReply(200, Long.toString(access.time()));
            }
            String url = scheme + "://" + exchange.getRequestHeaders().getFirst("Host") + exchange.getRequestURI();
            access.check(method, url, path, body, exchange.getRequestHeaders());
            if (path.equals("/auth/currentCredential")) {
                return new ImitatedReply(200, access.describe());
            }
            String known = told.get(path);
            if (known != null && method.equals("GET")) {
                return new ImitatedReply(200, known);
            }
            String prefix = "/domain/zone/" + zoneName + "/";
            if (!path.startsWith(prefix)) {
                throw access.refused(404, "NOT_FOUND", "Client::NotFound", "This service does not exist");
            }
            return zoneCall(method, path.substring(prefix.length()), query, body);
        } catch (Refused refused) {
            return refused.reply();
        }
    }

    private ImitatedReply zoneCall(String method, String below, String query, String body) throws Refused {
        if (below.matches("record/\\d+")) {
            return recordCall(method, Long.parseLong(below.substring("record/".length())), body);
        }
        return switch (method + " " + below) {
            case "GET record" -> list(query);
            case "POST record" -> create(object(body));
            case "POST refresh" -> refresh(body);
            case "GET soa" ->
                new ImitatedReply(
                        200,
                        "{\"server\":\"dns10.ovh.net.\",\"email\":\"tech.ovh.net.\",\"serial\":%d,\"ttl\":%d}"
                                .formatted(zone.serial(), ImitatedZone.DEFAULT_TTL));
            default -> throw access.refused(404, "NOT_FOUND", "Client::NotFound", "Got an invalid (or empty) URL");
        };
    }

    private ImitatedReply recordCall(String method, long id, String body) throws Refused {
        Optional<StoredRecord> record = zone.get(id);
        if (record.isEmpty()) {
            throw access.refused(
                    404, "NOT_FOUND", "Client::NotFound", "The requested object (id = " + id + ") does not exist");
        }
        switch (method) {
            case "GET" -> {
                return new ImitatedReply(200, json(record.get()).toString());
            }
            case "PUT" -> {
                JsonObject change = object(body);
                if (change.has("fieldType") || change.has("id") || change.has("zone")) {
                    throw access.refused(400, "BAD_PARAMETER", "Client::BadRequest", "fieldType is read-only");
                }
                zone.replace(id, text(change, "subDomain"), text(change, "target"), number(change, "ttl"));
            }
            case "DELETE" -> zone.remove(id);
            default -> throw access.refused(405, "NOT_ALLOWED", "Client::MethodNotAllowed", "no");
        }
        return ImitatedReply.NULL;
    }

    private ImitatedReply list(String query) {
        Map<String, String> filters = new HashMap<>();
        for (String filter : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            String[] pair = filter.split("=", 2);
            filters.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        List<Long> ids = zone.ids(filters.get("fieldType"), filters.get("subDomain"));
        return new ImitatedReply(200, new Gson().toJson(ids));
    }

    /** Adds a record, whether or not there is one like it. */
    private ImitatedReply create(JsonObject body) throws Refused {
        String fieldType = text(body, "fieldType");
        String target = text(body, "target");
        if (fieldType == null || target == null) {
            throw access.refused(400, "BAD_PARAMETER", "Client::BadRequest", "Missing parameter");
        }
        String subDomain = text(body, "subDomain");
        Long ttl = number(body, "ttl");
        StoredRecord made = zone.add(subDomain == null ? "" : subDomain, fieldType, target, ttl == null ? 0 : ttl);
        JsonObject answer = json(made);
        if (answersZeroIds) {
            answer.addProperty("id", 0);
        }
        return new ImitatedReply(200, answer.toString());
    }

    /** Of two refreshes at once the later one is lost, though it is answered like the other. */
    private ImitatedReply refresh(String body) throws Refused {
        if (!body.isEmpty()) {
            throw access.refused(400, "BAD_PARAMETER", "Client::BadRequest", "No body expected");
        }
        int now = refreshing.incrementAndGet();
        mostRefreshing.accumulateAndGet(now, Math::max);
        try {
            onRefresh.run();
            if (now == 1) {
                onPublish.accept(zone.publish());
            }
        } finally {
            refreshing.decrementAndGet();
        }
        return answersNoContent ? new ImitatedReply(204, "") : ImitatedReply.NULL;
    }

    private JsonObject json(StoredRecord record) {
        JsonObject object = new JsonObject();
        object.addProperty("target", record.target());
        object.addProperty("ttl", record.ttl());
        object.addProperty("zone", zoneName);
        object.addProperty("fieldType", record.fieldType());
        object.addProperty("id", record.id());
        object.addProperty("subDomain", record.subDomain());
        return object;
    }

    private static JsonObject object(String body) {
        return JsonParser.parseString(body).getAsJsonObject();
    }

    private static @Nullable String text(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value == null || value.isJsonNull() ? null : value.getAsString();
    }

    private static @Nullable Long number(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value == null || value.isJsonNull() ? null : (Long) value.getAsLong();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
