package dev.failover.postgresql;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.coordination.Coordinator;
import dev.failover.coordination.CoordinatorFactory;

/**
 * Makes {@link PostgresqlCoordinator}s from the settings {@code url}, {@code user}, {@code password} and {@code table}. PostgreSQL's
 * JDBC driver must be where the context class loader of the thread finds it.
 */
@AutoService(CoordinatorFactory.class)
public final class PostgresqlCoordinatorFactory implements CoordinatorFactory {
    /** For {@link java.util.ServiceLoader}. */
    public PostgresqlCoordinatorFactory() {}

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public Coordinator create(Settings settings) {
        PostgresqlCoordinatorBuilder builder = PostgresqlCoordinator.builder();
        return settings.reader()
                .text("url", builder::url)
                .text("user", builder::user)
                .secret("password", builder::password)
                .text("table", builder::table)
                .build(builder::build);
    }
}
