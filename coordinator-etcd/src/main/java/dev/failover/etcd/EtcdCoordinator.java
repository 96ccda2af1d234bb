package dev.failover.etcd;

import dev.failover.component.ConflictException;
import dev.failover.component.Excerpt;
import dev.failover.component.Finding;
import dev.failover.component.Findings;
import dev.failover.component.Inspectable;
import dev.failover.coordination.Coordinator;
import dev.failover.coordination.SharedRecord;
import dev.failover.etcd.SharedReads.Found;
import dev.failover.http.ApiRequest;
import dev.failover.http.HttpCaller;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Keeps what watchers share in etcd, 3.4 or later, a key for each service, by its JSON gateway. Reads go to a majority of the
 * members, writes are one transaction; no lease, no lock and no watch of etcd is used. Thread-safe.
 *
 * <p>A read is tried at each endpoint within its timeout, a write at the one that answered last. A write that returned is on the disks
 * of a majority. No version comes twice, not even when a backup of the cluster is restored.
 */
public final class EtcdCoordinator implements Coordinator, Inspectable {
    private final Members members;
    private final String prefix;
    private final HttpCaller http;
    private final TimeSource time;
    private final SharedReads reads = new SharedReads(this::ask);

    EtcdCoordinator(Members members, String prefix, HttpCaller http, TimeSource time) {
        this.members = members;
        this.prefix = prefix;
        this.http = http;
        this.time = time;
    }

    /** A builder; {@code endpoints} are required. */
    public static EtcdCoordinatorBuilder builder() {
        return new EtcdCoordinatorBuilder();
    }

    @Override
    public Optional<SharedRecord> read(String service, Duration timeout) throws InterruptedException {
        return reads.read(service, timeout, deadline(timeout));
    }

    private List<Found> ask(List<String> services, Deadline deadline) throws InterruptedException {
        List<RecordKey> keys =
                services.stream().map(service -> new RecordKey(prefix, service)).toList();
        return members.read(
                deadline,
                (member, within) -> keys.size() == 1
                        ? List.of(new Found(
                                member.api()
                                        .call(keys.get(0).read(), within, RecordKey::found)
                                        .orThrow(),
                                null))
                        : member.api()
                                .call(RecordKey.read(keys), within, answer -> RecordKey.foundAll(answer, keys.size()))
                                .orThrow());
    }

    @Override
    public String write(String service, Optional<String> expected, String content, Duration timeout)
            throws InterruptedException {
        Objects.requireNonNull(content, "the content is null");
        String version = UUID.randomUUID().toString();
        ApiRequest request = new RecordKey(prefix, service).write(expected, version, content);
        boolean written = members.write(
                deadline(timeout),
                (member, deadline) -> member.api()
                        .call(request, deadline, RecordKey::succeeded)
                        .orThrow());
        if (!written) {
            throw new ConflictException(
                    "The record of %s is another than expected: somebody else has written it.".formatted(service));
        }
        return version;
    }

    private Deadline deadline(Duration timeout) {
        return Deadline.in(timeout, time::nanoTime);
    }

    @Override
    public Set<String> hosts() {
        return members.all().stream()
                .map(member -> member.endpoint().getHost().replaceAll("[\\[\\]]", ""))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Asks each endpoint how it is, and one for the rights that are needed; changes nothing. */
    @Override
    public List<Finding> inspect(Duration timeout) throws InterruptedException {
        Findings findings = new Findings();
        Deadline deadline = deadline(timeout);
        int left = members.all().size() + 1;
        for (Member member : members.all()) {
            Deadline share = deadline.orIn(deadline.left().dividedBy(left--));
            findings.look(subject(member), () -> tell(member, share, findings));
            if (member.isOpen()) {
                findings.warning(
                        subject(member),
                        "is http: whoever is on the way reads the password, and can change what watchers agree on");
            }
        }
        findings.look("etcd", () -> {
            members.read(
                    deadline,
                    (member, within) -> member.api()
                            .call(new RecordKey(prefix, "").rights(), within, RecordKey::succeeded)
                            .orThrow());
            findings.ok("etcd", "keys that begin with " + prefix + " may be read and written");
        });
        return findings.list();
    }

    private static void tell(Member member, Deadline deadline, Findings findings) throws InterruptedException {
        String status = member.api()
                .call(ApiRequest.of("POST", "/v3/maintenance/status", Map.of()), deadline, EtcdCoordinator::status)
                .orThrow();
        if (status.isEmpty()) {
            findings.error(subject(member), "knows no leader: a majority of the members must reach each other");
        } else {
            findings.ok(subject(member), "etcd " + status + " is reached and knows the leader");
        }
    }

    /** The version; empty if there is no leader. */
    private static String status(Json answer) throws MalformedAnswerException {
        String version = Excerpt.of(answer.get("version").text(), 20);
        boolean led = answer.find("leader").isPresent()
                && !answer.get("leader").text().equals("0");
        return led ? version : "";
    }

    private static String subject(Member member) {
        return "etcd at " + member.endpoint().getAuthority();
    }

    /** Cancels calls under way. Idempotent. */
    @Override
    public void close() {
        reads.close();
        http.close();
    }

    /** Endpoints and prefix; no credentials. */
    @Override
    public String toString() {
        return "EtcdCoordinator["
                + members.all().stream()
                        .map(member -> member.endpoint().toString())
                        .collect(Collectors.joining(" "))
                + ", prefix " + prefix + "]";
    }
}
