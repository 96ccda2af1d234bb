package dev.failover.postgresql;

import dev.failover.time.Deadline;
import java.sql.Connection;
import java.sql.SQLException;

/** Where connections come from and go to. Thread-safe. */
interface Connections extends AutoCloseable {
    /** A connection for one use. */
    Connection take(Deadline deadline) throws SQLException;

    /**
     * Takes it back.
     *
     * @param sound whether it is known to be usable still
     */
    void giveBack(Connection connection, boolean sound) throws SQLException;

    @Override
    default void close() {}
}
