package dev.failover.postgresql;

import java.sql.SQLException;
import java.util.Set;

/**
 * Codes of PostgreSQL's errors that count here.
 *
 * @see <a href="https://www.postgresql.org/docs/15/errcodes-appendix.html">the list of them</a>
 */
final class SqlState {
    static final String UNDEFINED_TABLE = "42P01";
    static final String SERIALIZATION_FAILURE = "40001";
    static final String INSUFFICIENT_PRIVILEGE = "42501";
    static final String PROTOCOL_VIOLATION = "08P01";
    static final String READ_ONLY = "25006";
    static final String QUERY_CANCELED = "57014";

    /** {@code unique_violation} of a catalog, {@code duplicate_table}, {@code duplicate_object}. */
    static final Set<String> MADE_MEANWHILE = Set.of("23505", "42P07", "42710");

    /** {@code invalid_sql_statement_name}, {@code duplicate_prepared_statement}. */
    static final Set<String> STATEMENT_OF_ANOTHER = Set.of("26000", "42P05");

    private static final Set<String> REFUSALS = Set.of("0A", "22", "23", "28", "3D", "3F", "42");

    private SqlState() {}

    /** Of the failure, or of what is behind it, as pools wrap what they met; empty if there is none. */
    static String of(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException said
                    && said.getSQLState() != null
                    && !said.getSQLState().isEmpty()) {
                return said.getSQLState();
            }
        }
        return "";
    }

    /** Whether it will be the same again, until somebody changes something. */
    static boolean isRefusal(String state) {
        return state.length() == 5 && REFUSALS.contains(state.substring(0, 2));
    }
}
