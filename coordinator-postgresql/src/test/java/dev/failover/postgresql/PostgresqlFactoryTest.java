package dev.failover.postgresql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ComponentFactory;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Settings;
import dev.failover.coordination.Coordinator;
import dev.failover.coordination.CoordinatorFactory;
import dev.failover.testkit.FactoryContract;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresqlFactoryTest extends FactoryContract<Coordinator> {
    @Override
    protected Class<? extends ComponentFactory<Coordinator>> spi() {
        return CoordinatorFactory.class;
    }

    @Override
    protected String name() {
        return "postgresql";
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of(
                "url", "jdbc:postgresql://127.0.0.1:5432/failover?sslmode=verify-full",
                "user", "failover",
                "password", "pw-4711",
                "table", "ops.failover_record");
    }

    @Override
    protected Set<String> required() {
        return Set.of("url", "user");
    }

    @Override
    protected Map<String, List<String>> malformed() {
        return Map.of(
                "url",
                List.of(
                        "jdbc:mysql://127.0.0.1/x",
                        "postgresql://127.0.0.1/x",
                        "jdbc:postgresql://127.0.0.1/x?password=abc",
                        "jdbc:postgresql://127.0.0.1/x?ssl=true&User=abc",
                        "jdbc:postgresql://me:abc@127.0.0.1/x",
                        ""),
                "user",
                List.of(" "),
                "password",
                List.of(" "),
                "table",
                List.of("", "Records", "a.b.c", "a;b", "a\"b", "été", "1st", "x".repeat(64)));
    }

    @Override
    protected Set<String> secret() {
        return Set.of("password");
    }

    @Test
    @DisplayName("Without the driver, it is said which jar is missing")
    void noDriver() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader empty = new URLClassLoader(new URL[0], ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(empty);
            assertThatThrownBy(() ->
                            new PostgresqlCoordinatorFactory().create(Settings.of("coordination", validSettings())))
                    .isInstanceOf(InvalidSettingsException.class)
                    .hasMessageContainingAll("coordination.url", "postgresql-42", ".jar");
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    @DisplayName("A data source and a URL exclude each other")
    void both() {
        assertThatThrownBy(() -> PostgresqlCoordinator.builder()
                        .dataSource(new PGSimpleDataSource())
                        .url("jdbc:postgresql://127.0.0.1/x")
                        .build())
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("data source");
    }
}
