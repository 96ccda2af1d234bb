package dev.failover.postgresql;

import dev.failover.time.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The connections of the user's own pool, which tests and replaces them as it was told to. */
final class DataSourceConnections implements Connections {
    private final DataSource source;

    DataSourceConnections(DataSource source) {
        this.source = source;
    }

    @Override
    public Connection take(Deadline deadline) throws SQLException {
        return source.getConnection();
    }

    @Override
    public void giveBack(Connection connection, boolean sound) throws SQLException {
        connection.close();
    }
}
