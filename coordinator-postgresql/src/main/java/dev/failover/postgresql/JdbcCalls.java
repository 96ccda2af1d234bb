package dev.failover.postgresql;

import dev.failover.component.ComponentException;
import dev.failover.component.UnavailableException;
import dev.failover.time.Deadline;
import dev.failover.time.Durations;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs what JDBC does on threads of its own, as a driver heeds no interruption and few deadlines. Thread-safe. */
final class JdbcCalls implements AutoCloseable {
    /** So that a pool which never answers does not take a thread more with each call. */
    private static final int MOST_AT_ONCE = 16;

    private final String store;
    private final Connections connections;
    private final Function<SQLException, ComponentException> failures;
    private final ExecutorService threads = daemonThreads();

    /** @param store for messages */
    JdbcCalls(String store, Connections connections, Function<SQLException, ComponentException> failures) {
        this.store = store;
        this.connections = connections;
        this.failures = failures;
    }

    private static ExecutorService daemonThreads() {
        return new ThreadPoolExecutor(0, MOST_AT_ONCE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "failover-postgresql");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What is done with a connection, in transactions of one statement each. */
    interface Work<T> {
        T on(Connection connection, Deadline deadline) throws SQLException;
    }

    /** @throws UnavailableException if it was not over in time; the connection is then cut, whatever it was about */
    <T> T make(Duration timeout, Deadline deadline, Work<T> work) throws InterruptedException {
        Use use = new Use();
        Future<T> result;
        try {
            result = threads.submit(() -> use.make(deadline, work));
        } catch (RejectedExecutionException e) {
            throw new UnavailableException(
                    threads.isShutdown()
                            ? store + ": this coordinator is closed"
                            : "%s: %s calls are waiting for a connection".formatted(store, MOST_AT_ONCE));
        }
        try {
            return result.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            use.cut();
            throw e;
        } catch (TimeoutException e) {
            use.cut();
            throw new UnavailableException(
                    "%s: no complete answer within %s".formatted(store, Durations.format(timeout)));
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        }
    }

    private RuntimeException thrown(@Nullable Throwable cause) {
        if (cause instanceof SQLException failure) {
            return failures.apply(failure);
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }

    /** One use of a connection, which may be cut from another thread, before or after it is there. */
    private final class Use {
        private @Nullable Connection under;
        private boolean isCut;

        <T> T make(Deadline deadline, Work<T> work) throws SQLException {
            Connection connection = connections.take(deadline);
            boolean sound = false;
            try {
                if (!hold(connection)) {
                    throw new SQLException("no longer wanted");
                }
                T result = committing(connection, () -> work.on(connection, deadline));
                sound = release();
                return result;
            } finally {
                connections.giveBack(connection, sound);
            }
        }

        private synchronized boolean hold(Connection connection) {
            under = connection;
            return !isCut;
        }

        private synchronized boolean release() {
            under = null;
            return !isCut;
        }

        synchronized void cut() {
            isCut = true;
            if (under != null) {
                try {
                    under.abort(Runnable::run);
                } catch (SQLException e) {
                    // Then it is of no use already.
                }
            }
        }
    }

    private interface Statements<T> {
        T run() throws SQLException;
    }

    /** A pool may hand out connections that commit nothing unless told to. */
    private static <T> T committing(Connection connection, Statements<T> statements) throws SQLException {
        if (connection.getAutoCommit()) {
            return statements.run();
        }
        connection.setAutoCommit(true);
        try {
            return statements.run();
        } finally {
            if (!connection.isClosed()) {
                connection.setAutoCommit(false);
            }
        }
    }

    /** Those under way are left to their deadlines. */
    @Override
    public void close() {
        threads.shutdown();
        connections.close();
    }
}
