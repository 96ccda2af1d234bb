package dev.failover.postgresql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A real server on a free port of 127.0.0.1. */
final class PostgresServer extends Server {
    static final String ADMIN = "admin";
    static final String PASSWORD = "pw-of-admin";

    private static final AtomicInteger USERS = new AtomicInteger();
    private static @Nullable PostgresServer shared;

    private final int port;

    private PostgresServer(int port) throws IOException {
        super("pg");
        this.port = port;
    }

    /** One for all tests that keep to a user of their own; to start one takes two seconds. */
    static synchronized PostgresServer shared() throws Exception {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    static PostgresServer start() throws Exception {
        PostgresServer server = new PostgresServer(freePort());
        Files.writeString(server.directory().resolve("password"), PASSWORD);
        server.handOver();
        server.run(
                program("initdb"),
                "-D",
                server.data(),
                "-U",
                ADMIN,
                "-A",
                "scram-sha-256",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
                "--no-instructions",
                "--pwfile=" + server.directory().resolve("password"));
        server.configure("wal_level=replica", "max_wal_senders=4", "max_connections=60", "synchronous_commit=on");
        server.launch();
        return server;
    }

    /** Another server with a copy of what this one has, which follows it. */
    PostgresServer replica() throws Exception {
        PostgresServer replica = new PostgresServer(freePort());
        Path passwords = Files.writeString(
                replica.directory().resolve("pgpass"), "127.0.0.1:*:*:%s:%s%n".formatted(ADMIN, PASSWORD));
        replica.handOver();
        Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-------"));
        replica.run(
                "env",
                "PGPASSFILE=" + passwords,
                program("pg_basebackup"),
                "-h",
                "127.0.0.1",
                "-p",
                "" + port,
                "-U",
                ADMIN,
                "-D",
                replica.data(),
                "-R",
                "-X",
                "stream",
                "-c",
                "fast",
                "--no-sync");
        replica.configure();
        replica.launch();
        return replica;
    }

    private void configure(String... more) throws IOException {
        StringBuilder lines = new StringBuilder("listen_addresses='127.0.0.1'\nunix_socket_directories=''\nfsync=off\n"
                + "shared_buffers=16MB\nautovacuum=off\nport=" + port + "\n");
        for (String line : more) {
            lines.append(line).append('\n');
        }
        Path file = Path.of(data(), "postgresql.conf");
        Files.writeString(file, Files.readString(file) + lines);
    }

    private void launch() throws IOException {
        start(program("postgres"), "-D", data());
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(() -> {
                    try (Connection connection = admin()) {
                        return connection.isValid(5);
                    }
                });
    }

    private String data() {
        return directory().resolve("data").toString();
    }

    int port() {
        return port;
    }

    String url(int through) {
        return "jdbc:postgresql://127.0.0.1:" + through + "/postgres";
    }

    Connection admin() throws SQLException {
        return DriverManager.getConnection(url(port), ADMIN, PASSWORD);
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = admin();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String query(String sql) throws SQLException {
        try (Connection connection = admin();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    /** A new user without any right but to a schema of the same name, which is the first in its search path. */
    String user(String password) throws SQLException {
        String user = "watcher" + USERS.incrementAndGet();
        execute("CREATE ROLE %1$s LOGIN PASSWORD '%2$s'; CREATE SCHEMA %1$s AUTHORIZATION %1$s"
                .formatted(user, password));
        return user;
    }

    void promote() throws SQLException {
        query("SELECT pg_promote()");
    }

    @Override
    void stop() throws IOException, InterruptedException {
        if (Files.exists(Path.of(data(), "postmaster.pid"))) {
            run(program("pg_ctl"), "-D", data(), "-m", "immediate", "stop");
        }
    }
}
