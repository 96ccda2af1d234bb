package dev.failover.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ConflictException;
import dev.failover.component.Finding;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import dev.failover.coordination.SharedRecord;
import dev.failover.testkit.ImpatientTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

@DisplayName("A coordinator in PostgreSQL")
class PostgresqlCoordinatorTest {
    private static final String WWW = "www";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String PASSWORD = "pw-of-watcher";

    private PostgresServer server;
    private String user;

    @BeforeEach
    void user() throws Exception {
        server = PostgresServer.shared();
        user = server.user(PASSWORD);
    }

    private PostgresqlCoordinatorBuilder builder(PostgresServer at) {
        return PostgresqlCoordinator.builder().url(at.url(at.port())).user(user).password(Secret.of(PASSWORD));
    }

    private PGSimpleDataSource dataSource(int port) {
        return configured(new PGSimpleDataSource(), port);
    }

    private PGSimpleDataSource configured(PGSimpleDataSource source, int port) {
        source.setUrl(server.url(port));
        source.setUser(user);
        source.setPassword(PASSWORD);
        return source;
    }

    @Test
    @DisplayName(
            "gives no version twice when a replica that was behind takes over, and keeps whoever saw later ones out")
    void promotion() throws Exception {
        try (PostgresServer replica = server.replica();
                PostgresqlCoordinator before = builder(server).build();
                PostgresqlCoordinator after = builder(replica).build();
                PostgresqlCoordinator pooled = PostgresqlCoordinator.builder()
                        .dataSource(dataSource(replica.port()))
                        .build()) {
            String first = before.write(WWW, Optional.empty(), "first", TIMEOUT);
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .until(() -> replica.query("SELECT to_regclass('%s.failover_record')".formatted(user))
                                    .equals(user + ".failover_record")
                            && replica.query("SELECT count(*) FROM %s.failover_record".formatted(user))
                                    .equals("1"));
            assertThatThrownBy(() -> after.read(WWW, TIMEOUT))
                    .as("a standby is no primary")
                    .isInstanceOf(UnavailableException.class);
            assertThatThrownBy(() -> pooled.read(WWW, TIMEOUT))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("standby");
            assertThatThrownBy(() -> pooled.write(WWW, Optional.of(first), "x", TIMEOUT))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("standby");
            assertThat(pooled.inspect(TIMEOUT))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.message()).contains("is a standby"));
            replica.execute("ALTER SYSTEM SET primary_conninfo = ''");
            replica.execute("SELECT pg_reload_conf()");
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .until(() -> server.query("SELECT count(*) FROM pg_stat_replication")
                            .equals("0"));
            String second = before.write(WWW, Optional.of(first), "second", TIMEOUT);
            String third = before.write(WWW, Optional.of(second), "third", TIMEOUT);
            replica.promote();

            assertThat(after.read(WWW, TIMEOUT)).hasValue(new SharedRecord(first, "first"));
            assertThatThrownBy(() -> after.write(WWW, Optional.of(third), "fourth", TIMEOUT))
                    .isInstanceOf(ConflictException.class);
            String anew = after.write(WWW, Optional.of(first), "second", TIMEOUT);
            assertThat(anew).isNotIn(first, second, third);
            assertThatThrownBy(() -> after.write(WWW, Optional.of(second), "third", TIMEOUT))
                    .isInstanceOf(ConflictException.class);
        }
    }

    @Test
    @DisplayName("commits also on connections that commit nothing by themselves, and gives them back as they were")
    void noAutoCommit() throws Exception {
        PGSimpleDataSource source = configured(
                new PGSimpleDataSource() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public Connection getConnection() throws SQLException {
                        Connection connection = super.getConnection();
                        connection.setAutoCommit(false);
                        return connection;
                    }
                },
                server.port());
        try (PostgresqlCoordinator coordinator =
                PostgresqlCoordinator.builder().dataSource(source).build()) {
            String first = coordinator.write(WWW, Optional.empty(), "first", TIMEOUT);
            assertThat(coordinator.read(WWW, TIMEOUT)).hasValue(new SharedRecord(first, "first"));
        }
    }

    @Test
    @DisplayName("says what to set when a pooler and a driver that prepares statements meet")
    void preparedStatements() throws Exception {
        try (Pooler pooler = new Pooler(server);
                PostgresqlCoordinator direct = builder(server).build()) {
            direct.write(WWW, Optional.empty(), "first", TIMEOUT);
            PGSimpleDataSource source = dataSource(pooler.port());
            source.setPrepareThreshold(1);
            try (PostgresqlCoordinator coordinator =
                    PostgresqlCoordinator.builder().dataSource(source).build()) {
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 10; i++) {
                                coordinator.read("service" + i, TIMEOUT);
                            }
                        })
                        .isInstanceOf(RejectedException.class)
                        .hasMessageContaining("prepareThreshold=0");
            }
        }
    }

    @Test
    @DisplayName("leaves nothing waiting at the server when somebody holds the record in an open transaction")
    void lockedByHand() throws Exception {
        try (PostgresqlCoordinator coordinator = builder(server).build();
                Connection human = server.admin()) {
            String first = coordinator.write(WWW, Optional.empty(), "first", TIMEOUT);
            human.setAutoCommit(false);
            touch(human);
            assertThatThrownBy(() -> coordinator.write(WWW, Optional.of(first), "second", Duration.ofMillis(1900)))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("transaction is open");
            assertThat(waiting()).isEqualTo("0");
            human.rollback();
            coordinator.write(WWW, Optional.of(first), "second", TIMEOUT);
        }
    }

    private void touch(Connection human) throws SQLException {
        human.createStatement().executeUpdate("UPDATE %s.failover_record SET version = 'by hand'".formatted(user));
    }

    private String waiting() throws SQLException {
        return server.query("SELECT count(*) FROM pg_stat_activity WHERE usename = '%s' AND wait_event_type = 'Lock'"
                .formatted(user));
    }

    @Test
    @DisplayName("takes a lost race for one at every level of isolation")
    void isolation() throws Exception {
        for (String level : List.of("read committed", "repeatable read", "serializable")) {
            server.execute("ALTER ROLE %s SET default_transaction_isolation = '%s'".formatted(user, level));
            try (PostgresqlCoordinator coordinator = builder(server).build();
                    Connection human = server.admin()) {
                String first = coordinator.write(WWW, Optional.empty(), "first", TIMEOUT);
                human.setAutoCommit(false);
                touch(human);
                CompletableFuture<String> write = CompletableFuture.supplyAsync(() -> {
                    try {
                        return coordinator.write(WWW, Optional.of(first), "second", TIMEOUT);
                    } catch (InterruptedException e) {
                        throw new CompletionException(e);
                    }
                });
                Awaitility.await().atMost(TIMEOUT).until(() -> waiting().equals("1"));
                human.commit();
                assertThatThrownBy(() -> write.get(20, TimeUnit.SECONDS))
                        .as(level)
                        .hasCauseInstanceOf(ConflictException.class);
            }
            server.execute("DELETE FROM %s.failover_record".formatted(user));
        }
    }

    @Test
    @DisplayName("writes at once although the server has closed the connection that was kept for a while")
    void closedByServer() throws Exception {
        ImpatientTime time = onlyBySleeping();
        try (PostgresqlCoordinator coordinator = builder(server).time(time).build()) {
            String first = coordinator.write(WWW, Optional.empty(), "first", TIMEOUT);
            closeConnection();
            time.sleep(Duration.ofMillis(500));
            coordinator.write(WWW, Optional.of(first), "second", TIMEOUT);
            coordinator.read(WWW, TIMEOUT);
            assertThat(server.query("SELECT count(*) FROM pg_stat_activity WHERE usename = '%s'".formatted(user)))
                    .as("connections kept")
                    .isEqualTo("1");
        }
    }

    @Test
    @DisplayName(
            "tries no connection that served a moment ago: if it is closed since, one call fails, and the next does not")
    void oneRoundTrip() throws Exception {
        ImpatientTime time = onlyBySleeping();
        try (PostgresqlCoordinator coordinator = builder(server).time(time).build()) {
            String first = coordinator.write(WWW, Optional.empty(), "first", TIMEOUT);
            closeConnection();
            time.sleep(Duration.ofMillis(499));
            assertThatThrownBy(() -> coordinator.read(WWW, TIMEOUT)).isInstanceOf(UnavailableException.class);
            assertThat(coordinator.read(WWW, TIMEOUT)).hasValue(new SharedRecord(first, "first"));
        }
    }

    private static ImpatientTime onlyBySleeping() {
        return new ImpatientTime() {
            @Override
            public long nanoTime() {
                return pauses().stream().mapToLong(Duration::toNanos).sum();
            }
        };
    }

    private void closeConnection() throws SQLException {
        assertThat(server.query(
                        "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE usename = '%s'"
                                .formatted(user)))
                .isEqualTo("1");
    }

    @Test
    @DisplayName(
            "needs no more than three rights on a table that somebody else has made, and names those that are missing")
    void leastRights() throws Exception {
        server.execute("CREATE SCHEMA %1$s_ops; GRANT USAGE ON SCHEMA %1$s_ops TO %1$s".formatted(user));
        String table = user + "_ops.\"table\"";
        try (PostgresqlCoordinator coordinator =
                builder(server).table(user + "_ops.table").build()) {
            assertThat(coordinator.read(WWW, TIMEOUT)).isEmpty();
            assertFinding(coordinator, Finding.Severity.ERROR, "may not make it");
            assertThatThrownBy(() -> coordinator.write(WWW, Optional.empty(), "first", TIMEOUT))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("CREATE on its schema");
            server.execute("CREATE TABLE %s (service text PRIMARY KEY, version text NOT NULL, content bytea NOT NULL)"
                    .formatted(table));
            assertFinding(coordinator, Finding.Severity.ERROR, "GRANT SELECT, INSERT, UPDATE ON \"" + user);
            assertThatThrownBy(() -> coordinator.read(WWW, TIMEOUT))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("grant SELECT, INSERT and UPDATE on " + user + "_ops.table");
            server.execute("GRANT SELECT, INSERT, UPDATE ON %s TO %s".formatted(table, user));
            assertFinding(coordinator, Finding.Severity.OK, "to be read and written");
            String first = coordinator.write(WWW, Optional.empty(), "first", TIMEOUT);
            coordinator.write(WWW, Optional.of(first), "second", TIMEOUT);
            assertThat(coordinator.read(WWW, TIMEOUT).map(SharedRecord::content))
                    .hasValue("second");
        }
    }

    @Test
    @DisplayName("says before the first write that the table will be made, and that commits are not waited for")
    void inspect() throws Exception {
        server.execute("ALTER ROLE %s SET synchronous_commit = off".formatted(user));
        try (PostgresqlCoordinator coordinator = builder(server).build()) {
            assertFinding(coordinator, Finding.Severity.OK, "the first write makes it");
            assertFinding(coordinator, Finding.Severity.WARNING, "synchronous_commit is off");
            assertThat(server.query("SELECT to_regclass('%s.failover_record') IS NULL".formatted(user)))
                    .as("an inspection changes nothing")
                    .isEqualTo("t");
        }
        try (PostgresqlCoordinator wrong =
                builder(server).password(Secret.of("wrong")).build()) {
            assertFinding(wrong, Finding.Severity.ERROR, "check user and password");
        }
    }

    private static void assertFinding(PostgresqlCoordinator coordinator, Finding.Severity severity, String words)
            throws InterruptedException {
        assertThat(coordinator.inspect(TIMEOUT)).anySatisfy(finding -> {
            assertThat(finding.severity()).isEqualTo(severity);
            assertThat(finding.message()).contains(words);
        });
    }
}
