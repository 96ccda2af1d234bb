package dev.failover.route53;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.failover.component.Secret;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.route53.Fault.Ending;
import dev.failover.route53.ImitatedReply.Refused;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * Route 53's API for one account, as it really behaves, on a free port of 127.0.0.1: it verifies signatures and rights,
 * makes batches as a whole or not at all, lists from a name on, publishes late, and fails on demand.
 *
 * <p>Requests are named by method and path below the version, {@code POST /hostedzone/*}, where an asterisk stands for
 * anything. Thread-safe.
 */
public final class Route53Imitation implements AutoCloseable {
    /** What {@code access-key-id} accepts. */
    public static final String ACCESS_KEY_ID = "AKIAIMITATION0000001";
    /** What {@code secret-access-key} accepts. */
    public static final String SECRET_ACCESS_KEY = "imitatedSecret/AccessKey+0123456789abcdef";
    /** The id of the zone that it starts with. */
    public static final String ZONE_ID = "Z0IMITATION0123456789";

    private static final String VERSION = "/2013-04-01";
    private static final int MAX_ITEMS = 300;

    static {
        // The JDK's server sends headers and body apart; with Nagle's algorithm every answer would take 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final String zoneName;
    private final String scheme;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "route53-imitation");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Duration late = Duration.ZERO;
    private final ImitatedZone zone;
    private final List<OtherZone> otherZones = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private final List<String> bodies = new ArrayList<>();
    private final List<Planned> faults = new ArrayList<>();
    private final Set<String> denied = ConcurrentHashMap.newKeySet();
    private final AtomicInteger changing = new AtomicInteger();
    private final AtomicInteger overlapping = new AtomicInteger();
    private volatile Duration clockOffset = Duration.ZERO;
    private volatile boolean messagesApart;
    private volatile Runnable beforeChange = () -> {};
    private volatile Runnable duringChange = () -> {};

    /**
     * A fault to come.
     *
     * @param left how many more requests it hits
     */
    private record Planned(Pattern request, Fault fault, AtomicInteger left) {}

    private record OtherZone(String name, String id, boolean isPrivate) {}

    private Route53Imitation(String zoneName, @Nullable SSLContext tls) throws IOException {
        this.zoneName = zoneName;
        this.scheme = tls == null ? "http" : "https";
        this.zone = new ImitatedZone(zoneName);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
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

    /** Starts an imitation with a zone that has nothing but its SOA and NS records, over http. */
    public static Route53Imitation start(String zone) throws IOException {
        return new Route53Imitation(zone, null);
    }

    /** Starts the same over https. */
    public static Route53Imitation start(String zone, SSLContext tls) throws IOException {
        return new Route53Imitation(zone, tls);
    }

    /** What to give as {@code endpoint}. */
    public String endpoint() {
        return scheme + "://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A builder for this zone and endpoint, with the key that is accepted here. */
    public Route53DnsProviderBuilder provider() {
        return Route53DnsProvider.builder()
                .zone(zoneName)
                .zoneId(ZONE_ID)
                .endpoint(endpoint())
                .accessKeyId(Secret.of(ACCESS_KEY_ID))
                .secretAccessKey(Secret.of(SECRET_ACCESS_KEY));
    }

    /** Calls this with all that is published, at every publication, while the zone is locked. */
    public void onPublish(Consumer<List<RecordSet>> hook) {
        zone.onPublish(hook);
    }

    /** Puts record sets into the zone, beside what is there, and has them served. */
    public void publish(Collection<RecordSet> recordSets) {
        zone.put(recordSets);
        zone.publish();
    }

    /** What a name server would serve. */
    public Optional<RecordSet> published(RecordKey key) {
        return Optional.ofNullable(zone.served().get(key));
    }

    /** The values of a name and type as they are stored, published or not. */
    public List<String> stored(RecordKey key) {
        return zone.values(key);
    }

    ImitatedZone zone() {
        return zone;
    }

    /** Another zone of the account, of whatever name, with nothing in it. */
    void addZone(String name, String id, boolean isPrivate) {
        otherZones.add(new OtherZone(name, id, isPrivate));
    }

    /** Changes answer PENDING for so many looks; one, at first. */
    public void looksUntilInSync(int looks) {
        zone.looksUntilInSync(looks);
    }

    /** Refused changes are answered in the shape that has the code as its root. */
    void answerMessagesApart() {
        messagesApart = true;
    }

    /** Runs this when a change has come in, before it is looked at. */
    void beforeChange(Runnable hook) {
        beforeChange = hook;
    }

    /** Runs this while a change is being made, during which others are refused. */
    void duringChange(Runnable hook) {
        duringChange = hook;
    }

    /** How many changes were refused because another one was being made. */
    int overlapping() {
        return overlapping.get();
    }

    /** The policy no longer allows these: {@code GetChange}. */
    public void deny(String... actions) {
        denied.addAll(Set.of(actions));
    }

    /** The server's clock goes wrong by this much. */
    public void clockOffset(Duration offset) {
        clockOffset = offset;
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
                    case "throttled" -> Fault.throttled();
                    default -> Fault.error(Integer.parseInt(fault), "InternalFailure", "imitated");
                });
    }

    void fail(String request, Fault fault) {
        fail(request, 1, fault);
    }

    void fail(String request, int times, Fault fault) {
        Pattern pattern = Pattern.compile(Pattern.quote(request).replace("*", "\\E.*\\Q"));
        synchronized (faults) {
            faults.add(new Planned(pattern, fault, new AtomicInteger(times)));
        }
    }

    /** Nothing goes wrong any more. */
    public void heal() {
        synchronized (faults) {
            faults.clear();
        }
        late = Duration.ZERO;
        denied.clear();
    }

    /** The requests so far: method, path below the version, query. */
    public List<String> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** The bodies of the changes so far. */
    List<String> bodies() {
        synchronized (requests) {
            return List.copyOf(bodies);
        }
    }

    /** Forgets the requests so far. */
    public void forgetRequests() {
        synchronized (requests) {
            requests.clear();
            bodies.clear();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI()
                .getRawPath()
                .replaceFirst("^" + VERSION, "")
                .replaceFirst("/$", "");
        String query = exchange.getRequestURI().getRawQuery();
        String request = exchange.getRequestMethod() + " " + path;
        byte[] body = exchange.getRequestBody().readAllBytes();
        synchronized (requests) {
            requests.add(query == null ? request : request + "?" + query);
            if (body.length > 0) {
                bodies.add(new String(body, StandardCharsets.UTF_8));
            }
        }
        Fault fault = fault(request);
        ImitatedReply reply = new ImitatedReply(200, "");
        if (fault == null || fault.executes()) {
            reply = execute(exchange, path, query == null ? "" : query, body);
        }
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
        exchange.getResponseHeaders().set("Content-Type", "text/xml");
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

    private ImitatedReply execute(HttpExchange exchange, String path, String query, byte[] body) {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        String method = exchange.getRequestMethod();
        try {
            ImitatedSignature.check(
                    ACCESS_KEY_ID,
                    SECRET_ACCESS_KEY,
                    Instant.now().plus(clockOffset),
                    method,
                    exchange.getRequestURI().getRawPath(),
                    query,
                    headers,
                    body);
            Map<String, String> parameters = new HashMap<>();
            for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
                String[] parts = pair.split("=", 2);
                parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
            return call(method, path, parameters, body);
        } catch (Refused refused) {
            return refused.reply();
        }
    }

    private ImitatedReply call(String method, String path, Map<String, String> parameters, byte[] body) throws Refused {
        if (method.equals("GET") && path.equals("/hostedzonesbyname")) {
            allow("ListHostedZonesByName");
            return zones(parameters);
        }
        if (method.equals("GET") && path.startsWith("/change/")) {
            allow("GetChange");
            String id = path.substring("/change/".length());
            return ImitatedReply.of("GetChangeResponse", info(id, zone.look(id)));
        }
        if (method.equals("GET") && path.matches("/hostedzone/[A-Z0-9]+")) {
            allow("GetHostedZone");
            return zone(path.substring("/hostedzone/".length()));
        }
        if (!path.matches("/hostedzone/[A-Z0-9]+/rrset")) {
            throw new Refused(
                    new ImitatedReply(
                            403,
                            "<InvalidSignatureException><Message>Unable to determine service/operation name to be authorized</Message></InvalidSignatureException>"));
        }
        allow(method.equals("GET") ? "ListResourceRecordSets" : "ChangeResourceRecordSets");
        String id = path.split("/", -1)[2];
        if (!id.equals(ZONE_ID)) {
            throw new Refused(404, "NoSuchHostedZone", "No hosted zone found with ID: " + id);
        }
        return method.equals("GET") ? list(parameters) : change(body);
    }

    private void allow(String action) throws Refused {
        if (denied.contains(action)) {
            throw new Refused(
                    403,
                    "AccessDenied",
                    "User: arn:aws:iam::111122223333:user/failover is not authorized to perform: route53:%s on resource: arn:aws:route53:::hostedzone/%s because no identity-based policy allows the route53:%s action"
                            .formatted(action, ZONE_ID, action));
        }
    }

    private ImitatedReply zones(Map<String, String> parameters) {
        List<OtherZone> all = new ArrayList<>(otherZones);
        all.add(new OtherZone(zoneName, ZONE_ID, false));
        String from = ImitatedSet.position(
                parameters.getOrDefault("dnsname", ""), "", parameters.getOrDefault("hostedzoneid", ""));
        List<OtherZone> sorted = all.stream()
                .filter(each -> position(each).compareTo(from) >= 0)
                .sorted(java.util.Comparator.comparing(Route53Imitation::position))
                .toList();
        int items = Integer.parseInt(parameters.getOrDefault("maxitems", "100"));
        StringBuilder content = new StringBuilder("<HostedZones>");
        sorted.stream().limit(items).forEach(each -> content.append(xml(each)));
        content.append("</HostedZones>").append(ImitatedReply.element("IsTruncated", sorted.size() > items));
        if (sorted.size() > items) {
            OtherZone next = sorted.get(items);
            content.append(ImitatedReply.element("NextDNSName", next.name() + "."))
                    .append(ImitatedReply.element("NextHostedZoneId", next.id()));
        }
        return ImitatedReply.of(
                "ListHostedZonesByNameResponse",
                content.append(ImitatedReply.element("MaxItems", items)).toString());
    }

    private static String position(OtherZone zone) {
        return ImitatedSet.position(zone.name() + ".", "", zone.id());
    }

    private static String xml(OtherZone zone) {
        return "<HostedZone><Id>/hostedzone/%s</Id><Name>%s.</Name><CallerReference>r</CallerReference><Config><PrivateZone>%s</PrivateZone></Config><ResourceRecordSetCount>2</ResourceRecordSetCount></HostedZone>"
                .formatted(zone.id(), zone.name(), zone.isPrivate());
    }

    private ImitatedReply zone(String id) throws Refused {
        List<OtherZone> all = new ArrayList<>(otherZones);
        all.add(new OtherZone(zoneName, ZONE_ID, false));
        for (OtherZone each : all) {
            if (each.id().equals(id)) {
                return ImitatedReply.of("GetHostedZoneResponse", xml(each));
            }
        }
        throw new Refused(404, "NoSuchHostedZone", "No hosted zone found with ID: " + id);
    }

    private ImitatedReply list(Map<String, String> parameters) throws Refused {
        String type = parameters.getOrDefault("type", "");
        String name = parameters.getOrDefault("name", "");
        if (name.isEmpty() && !type.isEmpty()) {
            throw new Refused(400, "InvalidInput", "The input is not valid: type without name");
        }
        int items = Math.min(MAX_ITEMS, Integer.parseInt(parameters.getOrDefault("maxitems", "300")));
        List<ImitatedSet> sets = zone.from(
                name.isEmpty()
                        ? ""
                        : ImitatedSet.position(
                                ImitatedZone.canonical(name), type, parameters.getOrDefault("identifier", "")));
        StringBuilder content = new StringBuilder("<ResourceRecordSets>");
        sets.stream().limit(items).forEach(set -> content.append(set.xml()));
        content.append("</ResourceRecordSets>").append(ImitatedReply.element("IsTruncated", sets.size() > items));
        if (sets.size() > items) {
            ImitatedSet next = sets.get(items);
            content.append(ImitatedReply.element("NextRecordName", next.name()))
                    .append(ImitatedReply.element("NextRecordType", next.type()));
            if (next.identifier() != null) {
                content.append(ImitatedReply.element("NextRecordIdentifier", next.identifier()));
            }
        }
        return ImitatedReply.of(
                "ListResourceRecordSetsResponse",
                content.append(ImitatedReply.element("MaxItems", items)).toString());
    }

    private ImitatedReply change(byte[] body) throws Refused {
        beforeChange.run();
        if (changing.getAndIncrement() > 0) {
            changing.decrementAndGet();
            overlapping.incrementAndGet();
            throw new Refused(
                    400,
                    "PriorRequestNotComplete",
                    "The request was rejected because Route 53 was still processing a prior request.");
        }
        try {
            duringChange.run();
            String id = zone.change(ImitatedXml.changes(body), messagesApart);
            return ImitatedReply.of("ChangeResourceRecordSetsResponse", info(id, "PENDING"));
        } finally {
            changing.decrementAndGet();
        }
    }

    private static String info(String id, String status) {
        return "<ChangeInfo><Id>/change/%s</Id><Status>%s</Status><SubmittedAt>2026-11-21T10:00:00.000Z</SubmittedAt></ChangeInfo>"
                .formatted(id, status);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
