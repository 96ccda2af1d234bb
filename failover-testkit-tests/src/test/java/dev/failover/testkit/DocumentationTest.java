package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("docs/testkit.md")
class DocumentationTest {
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"MemoDnsProvider.java", "MemoDnsProviderTest.java"})
    @DisplayName("shows code as it is compiled and run here")
    void showsWhatIsCompiled(String file) throws IOException {
        String source = Files.readString(Path.of("src/test/java/com/example/memo", file));
        assertThat(Files.readString(Path.of("../docs/testkit.md"))).contains("```java\n" + source + "```\n");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                DnsProviderContract.class,
                NotifierContract.class,
                CoordinatorContract.class,
                HealthCheckContract.class,
                FileSyncContract.class,
                FactoryContract.class,
                ManualScheduler.class,
                InMemoryDnsProvider.class,
                DnsServer.class,
                RecordingNotifier.class,
                InMemoryCoordinator.class,
                CoordinatorLine.class,
                ScriptedHealthCheck.class,
                LocalFileSync.class,
                Onlooker.class,
                OpenSshServer.class,
                OpenSshRoute.class,
                SshKey.class,
                TcpLine.class
            })
    @DisplayName("speaks of every contract and every fake")
    void speaksOf(Class<?> type) throws IOException {
        assertThat(Files.readString(Path.of("../docs/testkit.md"))).contains("`" + type.getSimpleName() + "`");
    }
}
