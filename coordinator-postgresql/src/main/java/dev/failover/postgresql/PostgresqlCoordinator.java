package dev.failover.postgresql;

import dev.failover.component.ConflictException;
import dev.failover.component.Finding;
import dev.failover.component.Findings;
import dev.failover.component.Inspectable;
import dev.failover.component.Secret;
import dev.failover.coordination.Coordinator;
import dev.failover.coordination.SharedRecord;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what watchers share in a table of PostgreSQL, 9.5 or later, a row for each service. The first write makes the table if it is
 * not there. Each call is one statement in a transaction of its own: no advisory lock, no session's state, so that poolers of any
 * mode may stand in between.
 *
 * <p>A write that returned has survived a crash of the server, unless {@code synchronous_commit} is off there. If a replica that was
 * behind is promoted, the latest writes are lost and no version comes again. A standby is not read from. Thread-safe.
 */
public final class PostgresqlCoordinator implements Coordinator, Inspectable {
    private final RecordTable table;
    private final JdbcCalls calls;
    private final Set<String> hosts;
    private final String store;
    private final boolean trustsTheWay;
    private final TimeSource time;

    PostgresqlCoordinator(
            RecordTable table,
            Connections connections,
            @Nullable JdbcUrl url,
            @Nullable Secret password,
            TimeSource time) {
        this.table = table;
        this.hosts = url == null ? Set.of() : url.hosts();
        this.store = "PostgreSQL" + (url == null ? "" : " at " + url);
        this.trustsTheWay = url != null && url.trustsTheWay();
        this.calls = new JdbcCalls(store, connections, new PostgresqlFailures(store, table, password)::of);
        this.time = time;
    }

    /** A builder; either {@code dataSource}, or {@code url} and {@code user} are required. */
    public static PostgresqlCoordinatorBuilder builder() {
        return new PostgresqlCoordinatorBuilder();
    }

    @Override
    public Optional<SharedRecord> read(String service, Duration timeout) throws InterruptedException {
        return make(timeout, (connection, deadline) -> table.read(connection, service, deadline));
    }

    @Override
    public String write(String service, Optional<String> expected, String content, Duration timeout)
            throws InterruptedException {
        Objects.requireNonNull(content, "the content is null");
        return make(timeout, (connection, deadline) -> table.write(connection, service, expected, content, deadline))
                .orElseThrow(() -> new ConflictException(
                        "The record of %s is another than expected: somebody else has written it.".formatted(service)));
    }

    private <T> T make(Duration timeout, JdbcCalls.Work<T> work) throws InterruptedException {
        return calls.make(timeout, Deadline.in(timeout, time::nanoTime), work);
    }

    /** The hosts that the URL names; empty with a data source, of which that is not known. */
    @Override
    public Set<String> hosts() {
        return hosts;
    }

    /** Reaches the server and looks at rights, at the table, and at what it takes for a commit; changes nothing. */
    @Override
    public List<Finding> inspect(Duration timeout) throws InterruptedException {
        Findings findings = new Findings();
        findings.look(store, () -> tell(make(timeout, table::inspect), findings));
        if (trustsTheWay) {
            findings.warning(
                    store,
                    "sslmode=verify-full is not in the URL: somebody on the way to the server could pass for it, and change what watchers agree on");
        }
        return findings.list();
    }

    private void tell(TableState state, Findings findings) {
        if (state.standby()) {
            findings.error(store, "is a standby, which takes no writes and may be behind: name the primary");
        } else if (!state.allowed()) {
            findings.error(
                    store,
                    state.exists()
                            ? "table %1$s: rights are missing: GRANT SELECT, INSERT, UPDATE ON %2$s TO this user"
                                    .formatted(table, table.quoted())
                            : "table %s is not there, and this user may not make it in its schema: make it, or grant CREATE on the schema"
                                    .formatted(table));
        } else {
            findings.ok(
                    store,
                    state.exists()
                            ? "table %s is there, to be read and written".formatted(table)
                            : "table %s is not there yet; the first write makes it".formatted(table));
        }
        if (state.synchronousCommit().equals("off")) {
            findings.warning(
                    store,
                    "synchronous_commit is off: a crash of the server takes back what watchers have agreed on; set it to on for this user");
        }
    }

    /** Closes the connections that this has made; those of a data source are its own. Idempotent. */
    @Override
    public void close() {
        calls.close();
    }

    /** Where the table is, and its name; no credentials. */
    @Override
    public String toString() {
        return "PostgresqlCoordinator[" + store + ", table " + table + "]";
    }
}
