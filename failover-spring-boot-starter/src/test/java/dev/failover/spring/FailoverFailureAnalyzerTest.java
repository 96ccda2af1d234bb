package dev.failover.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

@DisplayName("An application that can't start because of its failover")
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class FailoverFailureAnalyzerTest {
    @TempDir
    Path directory;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    private static ConfigurableApplicationContext start(String... arguments) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        return application.run(arguments);
    }

    @Test
    @DisplayName("names the property, where it stands, and what to do")
    void property(CapturedOutput output) {
        fail("--failover.state-directory=" + directory, "--failover.providers.dns.type=nobody");
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("failover.providers.dns.type: No DNS provider named \"nobody\"")
                .contains("(\"failover.providers.dns.type\" from property source \"commandLineArgs\")")
                .contains("failover.enabled=false");
    }

    @Test
    @DisplayName("names the property whose value is out of its range, or is none")
    void value(CapturedOutput output) {
        fail(
                "--failover.state-directory=" + directory,
                "--failover.services.www.drill-max-age=0s",
                "--failover.services.www.sites[0].name=prod",
                "--failover.services.www.sites[0].check.type=tcp");
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("failover.services.www.drill-max-age: must be more than zero")
                .contains("(\"failover.services.www.drill-max-age\" from property source \"commandLineArgs\")")
                .contains("failover.services.www.sites[0].check.port: is required");
        fail("--failover.state-directory=" + directory, "--failover.services.www.rpo=soon");
        assertThat(output).containsPattern("Property: failover.services.www.rpo\\s+Value: \"soon\"");
    }

    @Test
    @DisplayName("names the state directory that another one uses")
    void conflict(CapturedOutput output) {
        try (ConfigurableApplicationContext first = start("--failover.state-directory=" + directory)) {
            assertThat(first.isRunning()).isTrue();
            fail("--failover.state-directory=" + directory);
        }
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains(directory.toString())
                .contains("Only one failover");
    }

    private static void fail(String... arguments) {
        try {
            start(arguments).close();
        } catch (RuntimeException e) {
            return;
        }
        throw new AssertionError("it started");
    }
}
