package dev.failover.etcd;

import dev.failover.component.ConflictException;
import dev.failover.component.Excerpt;
import dev.failover.component.Finding;
import dev.failover.component.Findings;
import dev.failover.component.Inspectable;
import dev.failover.coordination.Coordinator;
import dev.failover.coordination.SharedRecord;
import dev.failover.etcd.RecordKey.Found;
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
 * members, each write is one transaction, which others may be sent with; no lease, no lock and no watch of etcd is used. Thread-safe.
 *
 * <p>A read is tried at each endpoint within its timeout, a write at the one that answered last. A write that returned is on the disks
 * of a majority. No version comes twice, not even when a backup of the cluster is restored.
 */
public final class EtcdCoordinator implements Coordinator, Inspectable {
    /** Of the longest records, what etcd's gateway still hands on in one answer. */
    static final int READS_AT_ONCE = 50;
    /** Of the longest records, what is below 1.5 MiB, the largest request that etcd takes unless told otherwise. */
    static final int WRITES_AT_ONCE = 16;

    /**
     * One record to write.
     *
     * @param version of what is written
     */
    private record Write(String service, Optional<String> expected, String version, String content) {}

    private final Members members;
    private final String prefix;
    private final HttpCaller http;
    private final TimeSource time;
    private final SharedRequests<String, Found> reads =
            new SharedRequests<>("failover-etcd-reads", READS_AT_ONCE, service -> service, this::find);
    private final SharedRequests<Write, Boolean> writes =
            new SharedRequests<>("failover-etcd-writes", WRITES_AT_ONCE, Write::service, this::put);

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
        return reads.ask(service, timeout, deadline(timeout)).orThrow(service);
    }

    private List<Found> find(List<String> services, Deadline deadline) throws InterruptedException {
        List<RecordKey> keys = services.stream().map(this::key).toList();
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

    private RecordKey key(String service) {
        return new RecordKey(prefix, service);
    }

    @Override
    public String write(String service, Optional<String> expected, String content, Duration timeout)
            throws InterruptedException {
        Objects.requireNonNull(content, "the content is null");
        String version = UUID.randomUUID().toString();
        if (!writes.ask(new Write(service, expected, version, content), timeout, deadline(timeout))) {
            throw new ConflictException(
                    "The record of %s is another than expected: somebody else has written it.".formatted(service));
        }
        return version;
    }

    /** Whether each was as expected and is written. */
    private List<Boolean> put(List<Write> together, Deadline deadline) throws InterruptedException {
        List<Map<String, ?>> transactions = together.stream()
                .<Map<String, ?>>map(
                        write -> key(write.service()).writing(write.expected(), write.version(), write.content()))
                .toList();
        return members.write(
                deadline,
                (member, within) -> transactions.size() == 1
                        ? List.of(member.api()
                                .call(RecordKey.request(transactions.get(0)), within, RecordKey::succeeded)
                                .orThrow())
                        : member.api()
                                .call(
                                        RecordKey.requestAll(transactions),
                                        within,
                                        answer -> RecordKey.succeededAll(answer, transactions.size()))
                                .orThrow());
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
        writes.close();
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
