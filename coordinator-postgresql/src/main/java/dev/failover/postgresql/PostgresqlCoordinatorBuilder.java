package dev.failover.postgresql;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.Secret;
import dev.failover.time.TimeSource;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Composes a {@link PostgresqlCoordinator}; reports everything that is wrong at once. Not thread-safe. */
public final class PostgresqlCoordinatorBuilder {
    private @Nullable DataSource dataSource;
    private @Nullable JdbcUrl url;
    private @Nullable String user;
    private @Nullable Secret password;
    private RecordTable table = RecordTable.named("failover_record");
    private TimeSource time = TimeSource.system();

    PostgresqlCoordinatorBuilder() {}

    /**
     * Where connections come from: a pool, for choice, with a limit of its own on how long it takes to hand one out. It stays the
     * caller's to close. Behind a pooler that hands servers on after each transaction, the driver needs {@code prepareThreshold=0}.
     */
    public PostgresqlCoordinatorBuilder dataSource(DataSource source) {
        dataSource = source;
        return this;
    }

    /**
     * Where the server is, instead of a data source: a URL of PostgreSQL's JDBC driver, which must be on the class path. Up to four
     * connections are kept.
     *
     * @throws IllegalArgumentException if it is another driver's, or holds user or password
     */
    public PostgresqlCoordinatorBuilder url(String text) {
        url = JdbcUrl.parse(text);
        return this;
    }

    /** Whom to log in as; goes with {@code url}. */
    public PostgresqlCoordinatorBuilder user(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("must not be empty");
        }
        user = name;
        return this;
    }

    /** The user's password; goes with {@code url}. Not needed where the server knows the user by certificate or machine. */
    public PostgresqlCoordinatorBuilder password(Secret secret) {
        password = secret;
        return this;
    }

    /**
     * The table; {@code failover_record} by default. Without a schema it is in the first of the user's search path.
     *
     * @throws IllegalArgumentException unless it is {@code table} or {@code schema.table}, each of 1 to 63 lower-case letters, digits
     *     and underscores
     */
    public PostgresqlCoordinatorBuilder table(String name) {
        table = RecordTable.named(name);
        return this;
    }

    /** By which clock a call's timeout, and how long a connection was idle, are measured; the machine's own unless set. */
    public PostgresqlCoordinatorBuilder time(TimeSource source) {
        time = source;
        return this;
    }

    /** @throws InvalidSettingsException if neither a data source nor a URL with its user is given, or both, or there is no driver */
    public PostgresqlCoordinator build() {
        Problems problems = new Problems();
        Optional<Driver> driver = Optional.empty();
        if (dataSource == null) {
            problems.present(url, "url", "where the server is, like jdbc:postgresql://db.example/failover")
                    .present(user, "user", "whom to log in as at the server");
            driver = driver(url);
            problems.unless(
                    url == null || driver.isPresent(),
                    "url",
                    "needs PostgreSQL's JDBC driver, which is not on the class path: add postgresql-42.7.13.jar or a later one"
                            + " (Maven: org.postgresql:postgresql; Debian: libpostgresql-jdbc-java)");
        } else {
            problems.unless(
                    url == null && user == null && password == null,
                    "url",
                    "is given beside a data source, as user or password are: leave one of both out");
        }
        problems.throwIfAny();
        Connections connections = dataSource != null
                ? new DataSourceConnections(dataSource)
                : new DriverConnections(
                        driver.orElseThrow(),
                        Objects.requireNonNull(url),
                        Objects.requireNonNull(user),
                        password,
                        time);
        return new PostgresqlCoordinator(table, connections, url, password, time);
    }

    /** Not by DriverManager, which shows no driver to whom another class loader has loaded than the driver's. */
    private static Optional<Driver> driver(@Nullable JdbcUrl url) {
        if (url == null) {
            return Optional.empty();
        }
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return ServiceLoader.load(Driver.class, context == null ? Driver.class.getClassLoader() : context).stream()
                .flatMap(provider -> loaded(provider).stream())
                .filter(driver -> takes(driver, url))
                .findFirst();
    }

    private static Optional<Driver> loaded(ServiceLoader.Provider<Driver> provider) {
        try {
            return Optional.of(provider.get());
        } catch (ServiceConfigurationError e) {
            // Another vendor's, which lacks something.
            return Optional.empty();
        }
    }

    private static boolean takes(Driver driver, JdbcUrl url) {
        try {
            return driver.acceptsURL(url.text());
        } catch (SQLException e) {
            return false;
        }
    }
}
