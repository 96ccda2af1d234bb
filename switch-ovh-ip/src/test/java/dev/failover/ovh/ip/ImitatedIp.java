package dev.failover.ovh.ip;

import dev.failover.component.Secret;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import dev.failover.ovh.OvhAccount;
import dev.failover.testkit.ImitatedApi;
import dev.failover.testkit.ImitatedApi.Refused;
import dev.failover.testkit.ImitatedApi.Reply;
import dev.failover.testkit.ImitatedApi.Request;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * OVH's API for one Additional IP: moves are tasks that take their time, one at a time, and only to what can have it. Thread-safe.
 */
final class ImitatedIp implements AutoCloseable {
    static final String PROD = "ns1.ip-192-0-2.eu";
    static final String HOME = "ns2.ip-192-0-2.eu";
    static final String SECRET = "app-secret-of-it";
    private static final Set<String> MOVABLE = Set.of(PROD, HOME, "ns9.ip-192-0-2.eu");

    final ImitatedApi api = ImitatedApi.start(this::answer);
    private final Map<Long, Task> tasks = new LinkedHashMap<>();
    private @Nullable String at = PROD;
    private boolean stuck;
    private boolean forbidden;
    private boolean untold;
    private String ends = "done";

    private static final class Task {
        private final String to;
        private String status = "init";

        private Task(String to) {
            this.to = to;
        }
    }

    OvhIpSwitchBuilder builder() {
        return OvhIpSwitch.builder()
                .account(new OvhAccount()
                        .endpoint(api.url() + "/1.0")
                        .applicationKey(Secret.of("app-key-of-it"))
                        .applicationSecret(Secret.of(SECRET))
                        .consumerKey(Secret.of("consumer-key-of-it")))
                .address("203.0.113.7")
                .destination("prod", PROD)
                .destination("home", HOME);
    }

    synchronized void at(@Nullable String service) {
        at = service;
    }

    synchronized @Nullable String at() {
        return at;
    }

    /** Tasks do not end, from now on; those that did not end by then, when they may again. */
    synchronized void stuck(boolean now) {
        stuck = now;
        if (!now) {
            tasks.values().forEach(this::end);
        }
    }

    synchronized void forbidden(boolean now) {
        forbidden = now;
    }

    synchronized void untold(boolean now) {
        untold = now;
    }

    /** How tasks end. */
    synchronized void ends(String status) {
        ends = status;
    }

    /** Somebody else's move. */
    synchronized void begin(String to) {
        tasks.put(100L + tasks.size(), new Task(to));
    }

    private void end(Task task) {
        if (isUnderWay(task)) {
            task.status = ends;
            if (ends.equals("done")) {
                at = task.to;
            }
        }
    }

    private static boolean isUnderWay(Task task) {
        return Set.of("init", "todo", "doing").contains(task.status);
    }

    private synchronized Reply answer(Request request) throws Refused, MalformedAnswerException {
        String asked =
                request.method() + " " + request.path().replace("%2F", "/").replaceFirst("^/1\\.0", "");
        if (asked.equals("GET /auth/time")) {
            return Reply.of(200, Long.toString(Instant.now().getEpochSecond()));
        }
        if (request.headers().keySet().stream().noneMatch("X-Ovh-Signature"::equalsIgnoreCase)) {
            throw refused(401, "You must login first");
        }
        String below = asked.replace(" /ip/203.0.113.7/32", " ");
        if (below.equals("GET ")) {
            return untold ? Reply.of(200, "{\"ip\": \"203.0.113.7/32\"}") : Reply.of(200, Json.write(ip()));
        }
        if (below.equals("GET /move")) {
            return Reply.of(
                    200,
                    Json.write(Map.of(
                            "dedicatedServer",
                            MOVABLE.stream()
                                    .map(name -> Map.of("service", name))
                                    .toList())));
        }
        if (below.equals("GET /task")) {
            String status = request.query().getOrDefault("status", "");
            return Reply.of(
                    200,
                    Json.write(tasks.entrySet().stream()
                            .filter(task -> task.getValue().status.equals(status))
                            .map(Map.Entry::getKey)
                            .toList()));
        }
        if (below.startsWith("GET /task/")) {
            return Reply.of(200, Json.write(told(Long.parseLong(below.substring("GET /task/".length())))));
        }
        if (below.equals("POST /move")) {
            return Reply.of(
                    200, Json.write(move(Json.parse(request.body()).get("to").text())));
        }
        throw refused(404, "Got an invalid (or empty) URL");
    }

    private Map<String, Object> ip() {
        Map<String, Object> ip = new LinkedHashMap<>();
        ip.put("ip", "203.0.113.7/32");
        ip.put("type", "failover");
        Map<String, Object> routed = new LinkedHashMap<>();
        routed.put("serviceName", at);
        ip.put("routedTo", at == null ? null : routed);
        return ip;
    }

    private Map<String, Object> move(String to) throws Refused {
        if (forbidden) {
            throw refused(403, "This call has not been granted");
        }
        if (!MOVABLE.contains(to)) {
            throw refused(400, "This IP can not be moved to " + to);
        }
        Optional<Task> other =
                tasks.values().stream().filter(ImitatedIp::isUnderWay).findFirst();
        if (other.isPresent()) {
            throw refused(400, "There is already a task for this IP");
        }
        long id = 7L + tasks.size();
        tasks.put(id, new Task(to));
        return Map.of("taskId", id, "function", "genericMoveFloatingIp", "status", "init");
    }

    /** Each look finds it further. */
    private Map<String, Object> told(long id) throws Refused {
        Task task = tasks.get(id);
        if (task == null) {
            throw refused(404, "The requested object (taskId = " + id + ") does not exist");
        }
        if (task.status.equals("init")) {
            task.status = "doing";
        } else if (!stuck) {
            end(task);
        }
        return Map.of("taskId", id, "function", "genericMoveFloatingIp", "status", task.status);
    }

    private static Refused refused(int status, String message) {
        return new Refused(Reply.of(status, Json.write(Map.of("class", "Client::Error", "message", message))));
    }

    /** The requests below the address, without those for the time. */
    List<String> requests() {
        return api.requests().stream()
                .map(request -> request.toString().replace("%2F", "/").replace("/1.0/ip/203.0.113.7/32", "ip"))
                .filter(request -> !request.contains("/auth/time"))
                .toList();
    }

    @Override
    public void close() {
        api.close();
    }
}
