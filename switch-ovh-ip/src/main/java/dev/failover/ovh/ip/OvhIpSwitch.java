package dev.failover.ovh.ip;

import dev.failover.component.Excerpt;
import dev.failover.component.Finding;
import dev.failover.component.Findings;
import dev.failover.component.Inspectable;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.http.ApiRequest;
import dev.failover.http.Json;
import dev.failover.http.JsonApi;
import dev.failover.http.MalformedAnswerException;
import dev.failover.time.Attempts;
import dev.failover.time.Deadline;
import dev.failover.traffic.Redirection;
import dev.failover.traffic.Traffic;
import dev.failover.traffic.TrafficSwitch;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An Additional IP of OVHcloud, or a block, moved between services ({@code /ip} of eu.api.ovh.com/console).
 *
 * <p>A move is a task, which OVH makes one at a time and in its own time. One that is under way is waited for, whoever began it; what
 * does not end is told with its number. OVH compares nothing: between the look and the move, of a second or so, another client's move is
 * undone unseen. Thread-safe.
 */
public final class OvhIpSwitch implements TrafficSwitch, Inspectable {
    private static final List<String> UNDER_WAY = List.of("init", "todo", "doing");

    private final String block;
    private final Map<String, String> destinations;
    private final Duration longest;
    private final JsonApi api;
    private final Attempts attempts;
    private final ReentrantLock oneAtATime = new ReentrantLock();

    OvhIpSwitch(String block, Map<String, String> destinations, Duration longest, JsonApi api, Attempts attempts) {
        this.block = block;
        this.destinations = new LinkedHashMap<>(destinations);
        this.longest = longest;
        this.api = api;
        this.attempts = attempts;
    }

    /** A builder; an account, the address and one destination are required. */
    public static OvhIpSwitchBuilder builder() {
        return new OvhIpSwitchBuilder();
    }

    /** What is known of a task. */
    private record Task(long id, String status, String comment) {
        static Task read(Json task) throws MalformedAnswerException {
            return new Task(
                    task.get("taskId").number(),
                    Excerpt.of(task.get("status").text()),
                    Excerpt.of(task.textIfAny("comment")));
        }

        boolean isOver() {
            return !UNDER_WAY.contains(status);
        }

        @Override
        public String toString() {
            return "task %s (%s%s)".formatted(id, status, comment.isEmpty() ? "" : ": " + comment);
        }
    }

    @Override
    public Set<String> sites() {
        return Set.copyOf(destinations.keySet());
    }

    @Override
    public Duration longest() {
        return longest;
    }

    @Override
    public Traffic ask(Duration timeout) throws InterruptedException {
        return ask(Deadline.in(timeout));
    }

    private Traffic ask(Deadline deadline) throws InterruptedException {
        return api.read(ApiRequest.get(path("")), deadline, this::traffic).orThrow();
    }

    private Traffic traffic(Json ip) throws MalformedAnswerException {
        Json routed = ip.get("routedTo");
        Optional<Json> service = routed.isNull() ? Optional.empty() : routed.find("serviceName");
        if (service.isEmpty()) {
            return Traffic.elsewhere("nowhere, as it is parked");
        }
        String name = service.get().text();
        return destinations.entrySet().stream()
                .filter(destination -> destination.getValue().equals(name))
                .map(destination -> Traffic.to(destination.getKey()))
                .findFirst()
                .orElseGet(() -> Traffic.elsewhere(name));
    }

    @Override
    public void send(Redirection redirection, Duration timeout) throws InterruptedException {
        String destination = destinations.get(redirection.site());
        if (destination == null) {
            throw new IllegalArgumentException("%s can't be moved to %s".formatted(block, redirection.site()));
        }
        Deadline deadline = Deadline.in(timeout);
        if (!oneAtATime.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new UnavailableException("Another move of %s is under way here.".formatted(block));
        }
        try {
            move(redirection, destination, deadline);
        } finally {
            oneAtATime.unlock();
        }
    }

    private void move(Redirection redirection, String destination, Deadline deadline) throws InterruptedException {
        for (long id : underWay(deadline)) {
            // What comes of it must not come after this; how it ended shows where the address is.
            Task unused = awaitEnd(id, deadline);
        }
        Traffic now = ask(deadline);
        redirection.requirePossible(block, now);
        if (redirection.isMadeIn(now)) {
            return;
        }
        ApiRequest request = ApiRequest.of("POST", path("/move"), Map.of("to", destination));
        long id =
                api.call(request, deadline, task -> task.get("taskId").number()).orThrow();
        Task ended = awaitEnd(id, deadline);
        if (!ended.status().equals("done")) {
            String failed = "OVH could not move %s to %s: %s.".formatted(block, destination, ended);
            throw ended.status().equals("ovhError") ? new UnavailableException(failed) : new RejectedException(failed);
        }
        Traffic after = ask(deadline);
        if (!redirection.isMadeIn(after)) {
            throw new UnavailableException(
                    "OVH calls the move of %s to %s done, and it is at %s.".formatted(block, destination, after));
        }
    }

    private Set<Long> underWay(Deadline deadline) throws InterruptedException {
        Set<Long> ids = new TreeSet<>();
        for (String status : UNDER_WAY) {
            ids.addAll(api.read(ApiRequest.get(path("/task?status=" + status)), deadline, OvhIpSwitch::ids)
                    .orThrow());
        }
        return ids;
    }

    private static Set<Long> ids(Json list) throws MalformedAnswerException {
        Set<Long> ids = new TreeSet<>();
        for (Json id : list.items()) {
            ids.add(id.number());
        }
        return ids;
    }

    private Task awaitEnd(long id, Deadline deadline) throws InterruptedException {
        Task[] latest = {new Task(id, "not asked yet", "")};
        try {
            return attempts.await(deadline, within -> {
                latest[0] = api.call(ApiRequest.get(path("/task/" + id)), within, Task::read)
                        .orThrow();
                return Optional.of(latest[0]).filter(Task::isOver);
            });
        } catch (UnavailableException e) {
            throw new UnavailableException(
                    "OVH moves %s one task at a time, and %s has not ended; if it stays so, OVH's support must end it."
                            .formatted(block, latest[0]),
                    e);
        }
    }

    /** Asks where it is, and where it may be moved; moves nothing. */
    @Override
    public List<Finding> inspect(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        Findings findings = new Findings();
        findings.look("address " + block, () -> {
            Traffic now = ask(deadline);
            if (now.site().isPresent()) {
                findings.ok("address " + block, "is at " + destinations.get(now.toString()) + ", which is " + now);
            } else {
                findings.warning("address " + block, "is at no site: " + now);
            }
            Set<Long> tasks = underWay(deadline);
            if (!tasks.isEmpty()) {
                findings.warning("tasks", "not ended yet: " + tasks);
            }
            destinations(now, findings, deadline);
        });
        return findings.list();
    }

    private void destinations(Traffic now, Findings findings, Deadline deadline) throws InterruptedException {
        Set<String> possible = api.read(ApiRequest.get(path("/move")), deadline, OvhIpSwitch::services)
                .orThrow();
        destinations.forEach((site, service) -> {
            if (possible.contains(service) || now.equals(Traffic.to(site))) {
                findings.ok("destinations." + site, service + " can have it; only a move shows the right to move");
            } else {
                findings.error(
                        "destinations." + site,
                        service
                                + " can't have it by OVH's list: another region, another kind, or a block that does not fit");
            }
        });
    }

    /** Of each kind of service a list, whatever kinds there are. */
    private static Set<String> services(Json byKind) throws MalformedAnswerException {
        Set<String> services = new TreeSet<>();
        for (String kind : List.of(
                "cloudProject",
                "dedicatedCloud",
                "dedicatedServer",
                "hostingReseller",
                "ipLoadbalancing",
                "vps",
                "vrack")) {
            Optional<Json> list = byKind.find(kind);
            if (list.isPresent()) {
                for (Json destination : list.get().items()) {
                    services.add(destination.get("service").text());
                }
            }
        }
        return services;
    }

    private String path(String below) {
        return pathOf(block) + below;
    }

    /** Of a block in the API. */
    static String pathOf(String block) {
        return "/ip/" + ApiRequest.encoded(block);
    }

    @Override
    public void close() {
        api.close();
    }

    /** The address; nothing of the account. */
    @Override
    public String toString() {
        return "OvhIpSwitch[" + block + "]";
    }
}
