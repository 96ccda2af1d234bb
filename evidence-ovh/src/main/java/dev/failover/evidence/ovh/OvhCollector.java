package dev.failover.evidence.ovh;

import dev.failover.component.ComponentException;
import dev.failover.component.Finding;
import dev.failover.component.Findings;
import dev.failover.component.Inspectable;
import dev.failover.component.UnavailableException;
import dev.failover.evidence.EvidenceCollector;
import dev.failover.evidence.EvidenceSink;
import dev.failover.evidence.Incident;
import dev.failover.evidence.ovh.Machine.Look;
import dev.failover.http.ApiRequest;
import dev.failover.http.Json;
import dev.failover.http.JsonApi;
import dev.failover.http.MalformedAnswerException;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Brings what OVHcloud knows of a machine, by a way that works while the machine doesn't: its state, what OVH's own monitoring found, its
 * tasks and interventions, and by which consoles it can be reached. It reads, and changes nothing. Thread-safe.
 *
 * <p>What one question brings is one item, as JSON. A question that is refused is an item that says so; the others are asked all the same.
 */
public final class OvhCollector implements EvidenceCollector, Inspectable {
    /** Of a list. */
    private static final int LATEST = 10;

    private final JsonApi api;
    private final Machine machine;
    private final TimeSource time;

    OvhCollector(JsonApi api, Machine machine, TimeSource time) {
        this.api = api;
        this.machine = machine;
        this.time = time;
    }

    /** A builder; a machine and one family of credentials must be set. */
    public static OvhCollectorBuilder builder() {
        return new OvhCollectorBuilder();
    }

    @Override
    public Description describe() {
        return new Description("what OVH knows of " + machine.what(), Reach.OUT_OF_BAND, Cost.NONE);
    }

    /**
     * Asks, in turn, as long as there is time.
     *
     * @throws UnavailableException if nothing at all was answered, or the sink takes no more
     */
    @Override
    public void collect(Incident incident, EvidenceSink sink, Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout, time::nanoTime);
        List<ComponentException> failures = new ArrayList<>();
        for (Look look : machine.looks()) {
            String path = machine.path() + look.below();
            EvidenceSink.Item item = sink.item(look.item(), "GET " + api.host() + path);
            try {
                bring(look, path, item, deadline);
            } catch (ComponentException e) {
                item.incomplete(String.valueOf(e.getMessage()));
                failures.add(e);
            }
        }
        if (failures.size() == machine.looks().size()) {
            throw failures.get(0);
        }
    }

    private void bring(Look look, String path, EvidenceSink.Item item, Deadline deadline) throws InterruptedException {
        String answer = read(path, deadline);
        write(item, answer);
        if (look.isList()) {
            for (long id : latest(path, answer)) {
                write(item, read(path + "/" + id, deadline));
            }
        }
    }

    private String read(String path, Deadline deadline) throws InterruptedException {
        return api.readText(ApiRequest.get(path), deadline).orThrow();
    }

    private static void write(EvidenceSink.Item item, String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        item.write(bytes, 0, bytes.length);
    }

    /** Ids grow. */
    private List<Long> latest(String path, String answer) {
        List<Long> ids = new ArrayList<>();
        try {
            for (Json id : Json.parse(answer).items()) {
                ids.add(id.number());
            }
        } catch (MalformedAnswerException e) {
            throw new UnavailableException(
                    "%s answered GET %s with what is no list of ids: %s".formatted(api.host(), path, e.getMessage()),
                    e);
        }
        return ids.stream().sorted(Comparator.reverseOrder()).limit(LATEST).toList();
    }

    /** Asks what it would, but for the entries of lists: each answer shows that the key may. */
    @Override
    public List<Finding> inspect(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout, time::nanoTime);
        Findings findings = new Findings();
        for (Look look : machine.looks()) {
            String subject = machine.what() + ", " + look.item();
            findings.look(subject, () -> {
                read(machine.path() + look.below(), deadline);
                findings.ok(subject, "can be read");
            });
        }
        return findings.list();
    }

    /** Cancels calls under way. Idempotent. */
    @Override
    public void close() {
        api.close();
    }

    /** The machine; no credentials. */
    @Override
    public String toString() {
        return "OvhCollector[" + machine.what() + "]";
    }
}
