package dev.failover.postgresql;

import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a failure of JDBC means, in words for an operator. The driver's own exception is left out, as it repeats what others say. */
final class PostgresqlFailures {
    private final String store;
    private final RecordTable table;
    private final @Nullable Secret password;

    PostgresqlFailures(String store, RecordTable table, @Nullable Secret password) {
        this.store = store;
        this.table = table;
        this.password = password;
    }

    ComponentException of(SQLException failure) {
        String state = SqlState.of(failure);
        String said = said(failure) + (state.isEmpty() ? "" : " (SQLSTATE " + Excerpt.of(state) + ")");
        if (SqlState.STATEMENT_OF_ANOTHER.contains(state)) {
            return new RejectedException(
                    store + " hands its connections on after each transaction, and the driver reckons with"
                            + " statements that it prepared before: set prepareThreshold=0 in the driver's URL or data source. "
                            + said);
        }
        if (state.equals(SqlState.INSUFFICIENT_PRIVILEGE)) {
            return new RejectedException(
                    "%s refuses: grant SELECT, INSERT and UPDATE on %s to this user, or, if the table is not there, CREATE on its schema. %s"
                            .formatted(store, table, said));
        }
        if (isLogin(state, failure)) {
            return new RejectedException(
                    "%s lets this user not in: check user and password. %s".formatted(store, said));
        }
        if (state.equals(SqlState.READ_ONLY)) {
            return new UnavailableException(
                    "%s is a standby, or set to read only: name the primary, or wait until there is one. %s"
                            .formatted(store, said));
        }
        if (state.equals(SqlState.QUERY_CANCELED)) {
            return new UnavailableException(
                    "%s did not carry it out in time; perhaps a transaction is open in which somebody changed the record. %s"
                            .formatted(store, said));
        }
        return SqlState.isRefusal(state)
                ? new RejectedException("%s refuses: %s".formatted(store, said))
                : new UnavailableException("%s: %s".formatted(store, said));
    }

    /** PgBouncer 1.18 has one code for all that it says, which is that of a broken line. */
    private static boolean isLogin(String state, SQLException failure) {
        return state.startsWith("28")
                || (state.equals(SqlState.PROTOCOL_VIOLATION)
                        && String.valueOf(failure.getMessage()).contains("authentication failed"));
    }

    private String said(SQLException failure) {
        String text = String.valueOf(failure.getMessage());
        return Excerpt.of(password == null ? text : password.maskIn(text));
    }
}
