package dev.failover.postgresql;

import dev.failover.component.Secret;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Connections by the driver itself, of which a few are kept: to log in takes five times as long as to ask. */
final class DriverConnections implements Connections {
    /** One for each call under way at a moment, and few services are asked about at the same one. */
    private static final int KEPT = 4;
    /**
     * A connection that served a moment ago is not tried before it serves again: a watcher that looks and then votes, or looks again at
     * once, pays one round trip for each. As long as <a href="https://github.com/brettwooldridge/HikariCP">HikariCP</a> takes for that
     * ({@code aliveBypassWindowMs}).
     */
    private static final Duration SURELY_SOUND = Duration.ofMillis(500);

    private record Idle(Connection connection, long since) {}

    private final Driver driver;
    private final JdbcUrl url;
    private final String user;
    private final @Nullable Secret password;
    private final TimeSource time;
    private final Deque<Idle> idle = new ArrayDeque<>();
    private boolean closed;

    DriverConnections(Driver driver, JdbcUrl url, String user, @Nullable Secret password, TimeSource time) {
        this.driver = driver;
        this.url = url;
        this.user = user;
        this.password = password;
        this.time = time;
    }

    @Override
    public Connection take(Deadline deadline) throws SQLException {
        for (Optional<Idle> kept = poll(); kept.isPresent(); kept = poll()) {
            Connection connection = kept.get().connection();
            // Half of the time, so that a line which swallows everything leaves as much for a new connection.
            if (time.nanoTime() - kept.get().since() < SURELY_SOUND.toNanos()
                    || connection.isValid(seconds(deadline.left().dividedBy(2)))) {
                return connection;
            }
            connection.abort(Runnable::run);
        }
        Connection made = driver.connect(url.text(), properties(deadline));
        if (made == null) {
            throw new SQLException("the driver does not take this URL");
        }
        // What was right for logging in is not for all that follows; each call has its own limit.
        made.setNetworkTimeout(Runnable::run, 0);
        return made;
    }

    /**
     * As defaults: what the URL says has precedence.
     *
     * @see <a href="https://jdbc.postgresql.org/documentation/use/#connection-parameters">their documentation</a>
     */
    private Properties properties(Deadline deadline) {
        int seconds = seconds(deadline.left());
        Properties properties = new Properties();
        properties.setProperty("user", user);
        if (password != null) {
            properties.setProperty("password", password.reveal());
        }
        properties.setProperty("loginTimeout", "" + seconds);
        properties.setProperty("socketTimeout", "" + seconds);
        properties.setProperty(
                "connectTimeout", "" + Math.max(1, seconds / url.hosts().size()));
        properties.setProperty("cancelSignalTimeout", "2");
        properties.setProperty("tcpKeepAlive", "true");
        // A pooler that hands the server on after each transaction has no statements that were prepared before.
        properties.setProperty("prepareThreshold", "0");
        // Of several hosts, the one that has the latest.
        properties.setProperty("targetServerType", "primary");
        properties.setProperty("ApplicationName", "failover");
        return properties;
    }

    private static int seconds(Duration duration) {
        return (int) Math.max(1, duration.toSeconds());
    }

    private synchronized Optional<Idle> poll() {
        return Optional.ofNullable(idle.poll());
    }

    @Override
    public void giveBack(Connection connection, boolean sound) throws SQLException {
        if (!sound) {
            connection.abort(Runnable::run);
        } else if (!keep(connection)) {
            connection.close();
        }
    }

    private synchronized boolean keep(Connection connection) {
        if (closed || idle.size() == KEPT) {
            return false;
        }
        idle.push(new Idle(connection, time.nanoTime()));
        return true;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        for (Optional<Idle> kept = poll(); kept.isPresent(); kept = poll()) {
            try {
                kept.get().connection().close();
            } catch (SQLException e) {
                // Then it was gone already.
            }
        }
    }
}
