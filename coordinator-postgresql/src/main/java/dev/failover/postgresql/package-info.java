/**
 * Watchers that agree through a table of PostgreSQL: {@link dev.failover.postgresql.PostgresqlCoordinator}, by its {@linkplain
 * dev.failover.postgresql.PostgresqlCoordinator#builder() builder}, or by its factory as {@code type: postgresql}.
 *
 * <pre>{@code
 * Coordinator store = PostgresqlCoordinator.builder().dataSource(pool).build();
 * }</pre>
 *
 * <p>The rights needed, what it costs and the limits are in {@code docs/coordinator-postgresql.md}.
 */
@NullMarked
package dev.failover.postgresql;

import org.jspecify.annotations.NullMarked;
