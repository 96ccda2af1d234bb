package dev.failover.spring;

import static dev.failover.spring.World.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.Failover;
import dev.failover.Service;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.HealthCheck;
import dev.failover.health.TcpHealthCheck;
import dev.failover.health.Verdict;
import dev.failover.testkit.DnsServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@DisplayName("What the properties say of a service")
@Timeout(60)
class ServicePropertiesTest {
    @TempDir
    Path directory;

    private final World world = new World();

    private ApplicationContextRunner application(String... more) {
        return world.application(directory.resolve("state")).withPropertyValues(more);
    }

    private static Service www(AssertableApplicationContext context) {
        assertThat(context).hasNotFailed();
        return context.getBean(Failover.class).services().get(0);
    }

    @Test
    @DisplayName("is what the service has; of what they don't say, it has what the library has by default")
    void said() {
        application(
                        "failover.services.www.drill-max-age=35d",
                        "failover.services.www.restore-test-max-age=8d",
                        "failover.services.www.rto=5m",
                        "failover.services.www.rpo=90")
                .run(context -> {
                    Service www = www(context);
                    assertThat(www.policy().drillMaxAge()).contains(Duration.ofDays(35));
                    assertThat(www.policy().restoreTestMaxAge()).contains(Duration.ofDays(8));
                    assertThat(www.rto()).contains(Duration.ofMinutes(5));
                    assertThat(www.rpo()).as("without a unit").contains(Duration.ofSeconds(90));
                });
        application().run(context -> {
            Service www = www(context);
            assertThat(www.policy().drillMaxAge()).isEmpty();
            assertThat(www.policy().restoreTestMaxAge()).isEmpty();
            assertThat(www.rto()).isEmpty();
            assertThat(www.rpo()).isEmpty();
            assertThat(www.sites()).allSatisfy(site -> assertThat(site.check()).isEmpty());
        });
    }

    @Test
    @DisplayName("is shown by the endpoint, with how long ago may be that it was tried")
    void shown() {
        world.application(directory.resolve("state"), FailoverActuatorAutoConfiguration.class)
                .withPropertyValues(
                        "management.endpoints.web.exposure.include=failover",
                        "failover.services.www.drill-max-age=35d",
                        "failover.services.www.rto=5m",
                        "failover.services.www.rpo=90s")
                .run(context -> {
                    await(context, status -> !status.state().trials().isEmpty());
                    assertThat(context.getBean(FailoverEndpoint.class).service("www"))
                            .containsEntry("rtoSeconds", 300.0)
                            .containsEntry("rpoSeconds", 90.0)
                            .extractingByKey("trials", InstanceOfAssertFactories.list(Object.class))
                            .singleElement(InstanceOfAssertFactories.MAP)
                            .containsEntry("trial", "drill")
                            .containsEntry("basis", "asked-for")
                            .containsKeys("since", "until")
                            .doesNotContainKey("expired");
                });
    }

    @Test
    @DisplayName("can be a check of one site's own, by a bean or a component, at the pace of the service's")
    void checkOfASite() {
        world.dead.add(World.HOME);
        application(
                        "failover.services.www.sites[0].check.type=tcp",
                        "failover.services.www.sites[0].check.port=443",
                        "failover.services.www.sites[1].check.type=own")
                .withBean("own", HealthCheck.class, () -> (address, timeout) -> Health.up("said so itself"))
                .run(context -> {
                    assertThat(www(context).sites().get(0).check()).containsInstanceOf(TcpHealthCheck.class);
                    assertThat(await(context, status -> status.sites().get(1).verdict() == Verdict.UP)
                                    .sites()
                                    .get(1)
                                    .detail())
                            .isEqualTo("said so itself");
                });
    }

    @Test
    @DisplayName("is told by the property if it can't be used, all of it at once")
    void everyFault() {
        application(
                        "failover.services.www.drill-max-age=0s",
                        "failover.services.www.restore-test-max-age=-1d",
                        "failover.services.www.sites[0].check.type=tcp",
                        "failover.services.www.sites[0].check.port=443",
                        "failover.services.www.sites[0].check.interval=1s",
                        "failover.services.www.sites[1].check.type=own")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContainingAll(
                                "failover.services.www.drill-max-age: must be more than zero",
                                "failover.services.www.restore-test-max-age: must be more than zero",
                                "failover.services.www.sites[0].check.interval: unknown setting",
                                "failover.services.www.sites[1].check.type: must be a component on the class path, [",
                                "or a bean of type HealthCheck, [page], not \"own\""));
        application(
                        "failover.services.www.rto=0s",
                        "failover.services.www.rpo=0s",
                        "failover.services.www.cool-down=-1s",
                        "failover.services.www.check.type=nobody")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContainingAll(
                                "failover.services.www.rto: must be more than zero",
                                "failover.services.www.rpo: must be more than zero",
                                "failover.services.www.cool-down: must be zero or more",
                                "failover.services.www.check.type: must be a component")
                        .hasMessageNotContaining("failover.services.www.check: is missing"));
    }

    @Test
    @DisplayName("can name the authorities that look-ups of a public address are trusted by")
    void trustStore() throws Exception {
        Path file = Files.writeString(directory.resolve("trust.p12"), "no store");
        for (String store : List.of("missing.p12", file.toString())) {
            application(
                            "failover.services.www.sites[2].name=third",
                            "failover.services.www.sites[2].address.public-ip=https://ip.example.org/",
                            "failover.services.www.sites[2].address.trust-store=" + store)
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .hasMessageContaining("failover.services.www.sites[2].address.trust-store: "));
        }
    }

    @Test
    @DisplayName("has the address of a name within a zone from those that are asked what the zone serves")
    void nameWithinTheZone() throws Exception {
        try (DnsServer server = DnsServer.start("example.org")) {
            server.put(RecordSet.of(new RecordKey("third", RecordType.A), Duration.ofSeconds(60), "198.51.100.8"));
            application(
                            "failover.dns.servers=" + server.address(),
                            "failover.services.www.sites[2].name=third",
                            "failover.services.www.sites[2].address.dns-name=third.example.org")
                    .run(context -> await(
                            context,
                            status -> status.sites().get(2).address().sentence().contains("198.51.100.8")));
        }
    }

    @Test
    @DisplayName("of a record without a ttl is one of a minute")
    void record() {
        application(
                        "failover.services.www.records[1].provider=zone",
                        "failover.services.www.records[1].name=blog",
                        "failover.services.www.records[1].type=A")
                .run(context -> assertThat(www(context).records().get(1).ttl()).isEqualTo(Duration.ofMinutes(1)));
    }
}
