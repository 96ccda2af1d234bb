package dev.failover.postgresql;

import dev.failover.coordination.SharedRecord;
import dev.failover.time.Deadline;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The table, a row for each service. Every call is one statement, and each statement a transaction: that is all that a pooler has
 * to keep together, and what is read is what was committed.
 */
final class RecordTable {
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}(\\.[a-z_][a-z0-9_]{0,62})?");

    private final String name;
    private final String quoted;

    private RecordTable(String name) {
        this.name = name;
        // As some names are words of SQL.
        this.quoted = Arrays.stream(name.split("\\.")).collect(Collectors.joining("\".\"", "\"", "\""));
    }

    /** @throws IllegalArgumentException unless it is {@code table} or {@code schema.table} in lower case */
    static RecordTable named(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "must be a table's name of lower-case letters (a to z), digits and underscores,"
                            + " 63 at most, with its schema and a dot before it if need be, not \"" + name + "\"");
        }
        return new RecordTable(name);
    }

    /** A copy that may be behind is asked for what it is, in the same breath. */
    Optional<SharedRecord> read(Connection connection, String service, Deadline deadline) throws SQLException {
        String sql = "SELECT pg_is_in_recovery(), found.version, found.content FROM (SELECT 1) AS always LEFT JOIN "
                + quoted + " AS found ON found.service = ?";
        try (PreparedStatement statement = prepared(connection, sql, deadline)) {
            statement.setString(1, service);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (row.getBoolean(1)) {
                    throw new SQLException("its copy may be behind the primary's", SqlState.READ_ONLY);
                }
                String version = row.getString(2);
                return version == null
                        ? Optional.empty()
                        : Optional.of(new SharedRecord(version, new String(row.getBytes(3), StandardCharsets.UTF_8)));
            }
        } catch (SQLException e) {
            if (SqlState.of(e).equals(SqlState.UNDEFINED_TABLE)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The version of what was written; empty, and nothing was, if the record is another than expected. */
    Optional<String> write(
            Connection connection, String service, Optional<String> expected, String content, Deadline deadline)
            throws SQLException {
        String version = UUID.randomUUID().toString();
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        int rows;
        try {
            rows = expected.isPresent()
                    ? update(connection, service, expected.get(), version, bytes, deadline)
                    : insertMakingTable(connection, service, version, bytes, deadline);
        } catch (SQLException e) {
            if (!SqlState.of(e).equals(SqlState.SERIALIZATION_FAILURE)) {
                throw e;
            }
            // At stricter isolation, this is how it is told that somebody else was first. Nothing was done.
            rows = 0;
        }
        return rows == 1 ? Optional.of(version) : Optional.empty();
    }

    private int update(
            Connection connection, String service, String expected, String version, byte[] content, Deadline deadline)
            throws SQLException {
        String sql = "UPDATE " + quoted + " SET version = ?, content = ? WHERE service = ? AND version = ?";
        try (PreparedStatement statement = prepared(connection, sql, deadline)) {
            statement.setString(1, version);
            statement.setBytes(2, content);
            statement.setString(3, service);
            statement.setString(4, expected);
            return statement.executeUpdate();
        } catch (SQLException e) {
            if (SqlState.of(e).equals(SqlState.UNDEFINED_TABLE)) {
                return 0;
            }
            throw e;
        }
    }

    private int insertMakingTable(
            Connection connection, String service, String version, byte[] content, Deadline deadline)
            throws SQLException {
        try {
            return insert(connection, service, version, content, deadline);
        } catch (SQLException e) {
            if (!SqlState.of(e).equals(SqlState.UNDEFINED_TABLE)) {
                throw e;
            }
        }
        // Nothing was done, so that this is still the first attempt.
        make(connection, deadline);
        return insert(connection, service, version, content, deadline);
    }

    private int insert(Connection connection, String service, String version, byte[] content, Deadline deadline)
            throws SQLException {
        String sql = "INSERT INTO " + quoted + " (service, version, content) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
        try (PreparedStatement statement = prepared(connection, sql, deadline)) {
            statement.setString(1, service);
            statement.setString(2, version);
            statement.setBytes(3, content);
            return statement.executeUpdate();
        }
    }

    /** As bytes, which are the same in a database of any encoding. */
    private void make(Connection connection, Deadline deadline) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            limit(statement, deadline);
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS " + quoted
                    + " (service text PRIMARY KEY, version text NOT NULL, content bytea NOT NULL)");
        } catch (SQLException e) {
            // Two that make it at one moment may still meet.
            if (!SqlState.MADE_MEANWHILE.contains(SqlState.of(e))) {
                throw e;
            }
        }
    }

    /** Whether the server can be relied upon, and lets us do what is needed. */
    TableState inspect(Connection connection, Deadline deadline) throws SQLException {
        String sql = """
                SELECT pg_is_in_recovery(), current_setting('synchronous_commit'), found.id IS NOT NULL,
                  CASE WHEN found.id IS NULL THEN coalesce(has_schema_privilege(home.id, 'CREATE'), false)
                  ELSE has_table_privilege(found.id, 'SELECT') AND has_table_privilege(found.id, 'INSERT')
                    AND has_table_privilege(found.id, 'UPDATE') END
                FROM (SELECT to_regclass(?)::oid AS id) AS found,
                  (SELECT to_regnamespace(coalesce(?, quote_ident(current_schema())))::oid AS id) AS home""";
        try (PreparedStatement statement = prepared(connection, sql, deadline)) {
            statement.setString(1, quoted);
            statement.setString(2, name.contains(".") ? quoted.replaceFirst("\\..*", "") : null);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new TableState(row.getBoolean(1), row.getString(2), row.getBoolean(3), row.getBoolean(4));
            }
        }
    }

    /** The server ends what takes longer, so that nothing waits there for a lock when nobody waits for it any more. */
    private static PreparedStatement prepared(Connection connection, String sql, Deadline deadline)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        limit(statement, deadline);
        return statement;
    }

    private static void limit(Statement statement, Deadline deadline) throws SQLException {
        statement.setQueryTimeout((int) Math.max(1, deadline.remaining().toSeconds()));
    }

    /** As SQL has it, for a statement that an operator is to run. */
    String quoted() {
        return quoted;
    }

    @Override
    public String toString() {
        return name;
    }
}
