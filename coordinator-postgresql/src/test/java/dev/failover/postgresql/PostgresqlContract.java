package dev.failover.postgresql;

import dev.failover.component.Secret;
import dev.failover.coordination.Coordinator;
import dev.failover.testkit.CoordinatorContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/** The contract at a real server, however it is reached. */
abstract class PostgresqlContract extends CoordinatorContract {
    private static final String PASSWORD = "pw-of-watchers-4711";

    /** Where clients connect to. */
    abstract int port() throws Exception;

    Coordinator coordinator(String url, String user) {
        return PostgresqlCoordinator.builder()
                .url(url)
                .user(user)
                .password(Secret.of(PASSWORD))
                .build();
    }

    @Override
    protected Store open() throws Exception {
        PostgresServer server = PostgresServer.shared();
        return new RealStore(server, new Line(port()), server.user(PASSWORD));
    }

    @Override
    protected List<String> secrets() {
        return List.of(PASSWORD);
    }

    private final class RealStore implements Store {
        private final PostgresServer server;
        private final Line line;
        private final String user;

        RealStore(PostgresServer server, Line line, String user) {
            this.server = server;
            this.line = line;
            this.user = user;
        }

        @Override
        public Coordinator coordinator() {
            return PostgresqlContract.this.coordinator(server.url(line.port()), user);
        }

        @Override
        public boolean remove(String service) throws SQLException {
            server.execute("DELETE FROM %s.failover_record WHERE service = '%s'".formatted(user, service));
            return true;
        }

        @Override
        public boolean inject(Fault fault) throws Exception {
            switch (fault) {
                case LOSE_NEXT_ANSWER -> line.loseNextAnswer();
                case CHANGE_BEFORE_NEXT_WRITE -> line.beforeNextWrite(this::intrude);
                case FAIL -> line.mode(Line.Mode.STARTING);
                case NONSENSE -> line.mode(Line.Mode.NONSENSE);
                case HANG -> line.mode(Line.Mode.HANG);
                case VANISH -> line.vanish();
                case THROTTLE -> change("CONNECTION LIMIT 0");
                case REFUSE -> change("PASSWORD 'another'");
            }
            return true;
        }

        private void change(String what) throws SQLException {
            server.execute("ALTER ROLE %s %s".formatted(user, what));
            server.query("SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE usename = '%s'"
                    .formatted(user));
            line.cut();
        }

        private void intrude() throws SQLException {
            String table = user + ".failover_record";
            try (Connection connection = server.admin()) {
                connection
                        .createStatement()
                        .execute("CREATE TABLE IF NOT EXISTS %s (service text PRIMARY KEY, version text NOT NULL,"
                                        .formatted(table)
                                + " content bytea NOT NULL); ALTER TABLE %1$s OWNER TO %2$s".formatted(table, user));
                try (PreparedStatement write = connection.prepareStatement("INSERT INTO " + table
                        + " VALUES ('www', 'another', ?) ON CONFLICT (service) DO UPDATE SET version = 'another',"
                        + " content = excluded.content")) {
                    write.setBytes(1, INTRUDER.getBytes(StandardCharsets.UTF_8));
                    write.executeUpdate();
                }
            }
        }

        @Override
        public OptionalLong writes() {
            return OptionalLong.of(line.writes());
        }

        @Override
        public void heal() throws IOException {
            line.heal();
        }

        @Override
        public void close() throws IOException {
            line.close();
        }
    }
}
