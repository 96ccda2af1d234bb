package dev.failover.spring;

import static dev.failover.spring.World.await;
import static dev.failover.spring.World.isAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.Failover;
import dev.failover.ServiceStatus;
import dev.failover.health.Verdict;
import dev.failover.micrometer.FailoverMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@DisplayName("An actuator beside a failover")
@Timeout(60)
class ActuatorTest {
    @TempDir
    Path directory;

    private final World world = new World();

    private ApplicationContextRunner application() {
        return world.application(
                        directory.resolve("state"),
                        FailoverActuatorAutoConfiguration.class,
                        Boot3HealthAutoConfiguration.class,
                        Boot4HealthAutoConfiguration.class,
                        FailoverMetricsAutoConfiguration.class)
                .withPropertyValues("management.endpoints.web.exposure.include=*");
    }

    private static Predicate<ServiceStatus> sees(Verdict verdict) {
        return status -> status.sites().get(0).verdict() == verdict;
    }

    private static Predicate<ServiceStatus> is(String condition) {
        return status -> status.state().conditions().containsKey(condition);
    }

    @Test
    @DisplayName("is healthy while the failover watches, though a site is down, and says what is the case")
    void aSiteThatIsDownIsNotTheApplication() {
        application().run(context -> {
            HealthIndicator health = context.getBean("failoverHealthIndicator", HealthIndicator.class);
            await(context, isAt("prod"));
            world.dead.add(World.PROD);
            await(context, isAt("home"));

            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
            assertThat(health.health().getDetails())
                    .extractingByKey("www")
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("site", "home")
                    .containsEntry("sites", Map.of("prod", "DOWN", "home", "UP"));
        });
    }

    @Test
    @DisplayName(
            "is healthy though no site is: a site's check may ask for this very health. Unless that condition is to count")
    void noReadySite() {
        world.dead.add(World.PROD);
        world.dead.add(World.HOME);
        application().run(context -> {
            await(context, is("no-ready-site"));
            assertThat(context.getBean(HealthIndicator.class).health().getStatus())
                    .isEqualTo(Status.UP);
        });
        application()
                .withPropertyValues("failover.health.out-of-service-on=no-ready-site,latched")
                .run(context -> {
                    await(context, is("no-ready-site"));
                    assertThat(context.getBean(HealthIndicator.class).health().getStatus())
                            .isEqualTo(Status.OUT_OF_SERVICE);
                });
    }

    @Test
    @DisplayName("is healthy though a failover would not work now, and says so with the gates in the way")
    void readiness() {
        application().run(context -> {
            HealthIndicator health = context.getBean("failoverHealthIndicator", HealthIndicator.class);
            await(context, isAt("prod").and(status -> status.sites().get(1).verdict() == Verdict.UP));
            assertThat(health.health().getDetails())
                    .extractingByKey("www", InstanceOfAssertFactories.MAP)
                    .containsEntry("ready", true)
                    .containsEntry("gates", List.of());
            world.dead.add(World.HOME);
            await(context, status -> status.sites().get(1).verdict() == Verdict.DOWN);
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
            assertThat(health.health().getDetails())
                    .extractingByKey("www", InstanceOfAssertFactories.MAP)
                    .containsEntry("ready", false)
                    .containsEntry("gates", List.of("ready"));
        });
    }

    @Test
    @DisplayName("is out of service once nothing is watched any more")
    void closed() {
        application().run(context -> {
            context.getBean(Failover.class).close();
            assertThat(context.getBean(HealthIndicator.class).health().getStatus())
                    .isEqualTo(Status.OUT_OF_SERVICE);
        });
    }

    @Test
    @DisplayName("shows how a service stands, as text, numbers, lists and maps")
    void reads() {
        application().run(context -> {
            await(context, isAt("prod"));
            FailoverEndpoint endpoint = context.getBean(FailoverEndpoint.class);

            assertThat(endpoint.service("www"))
                    .containsEntry("service", "www")
                    .containsEntry("connectivity", "connected")
                    .extractingByKey("assignment")
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("site", "prod")
                    .containsEntry("cause", "adoption");
            assertThat(endpoint.service("nobody")).isNull();
            assertThat(endpoint.status()).containsOnlyKeys("services", "notifiers");
            assertOnlyPlain(endpoint.status());
        });
    }

    private static void assertOnlyPlain(Object value) {
        if (value instanceof Map<?, ?> map) {
            map.values().forEach(ActuatorTest::assertOnlyPlain);
        } else if (value instanceof Iterable<?> list) {
            list.forEach(ActuatorTest::assertOnlyPlain);
        } else {
            assertThat(value).isInstanceOfAny(String.class, Number.class, Boolean.class);
        }
    }

    @Test
    @DisplayName("does what a human asks for with a name and a reason, and says why if it does not")
    void acts() {
        application().run(context -> {
            await(context, isAt("prod"));
            FailoverEndpoint endpoint = context.getBean(FailoverEndpoint.class);

            assertThat(endpoint.act("www", FailoverEndpoint.Action.PAUSE, "", "works")
                            .getStatus())
                    .isEqualTo(400);
            assertThat(endpoint.act("nobody", FailoverEndpoint.Action.PAUSE, "ada", "works")
                            .getStatus())
                    .isEqualTo(404);
            assertThat(endpoint.act("www", FailoverEndpoint.Action.PAUSE, "ada", "works")
                            .getStatus())
                    .isEqualTo(200);
            await(
                    context,
                    status -> status.state()
                            .pause()
                            .filter(pause -> pause.by().equals("ada"))
                            .isPresent());
            assertThat(endpoint.act("www", FailoverEndpoint.Action.RESUME, "ada", "done")
                            .getStatus())
                    .isEqualTo(200);

            assertThat(endpoint.actOnSite("www", FailoverEndpoint.SiteAction.SWITCH, "home", "ada", "works")
                            .getStatus())
                    .isEqualTo(200);
            await(context, isAt("home"));
            world.dead.add(World.PROD);
            await(context, sees(Verdict.DOWN));
            WebEndpointResponse<Map<String, Object>> refused =
                    endpoint.act("www", FailoverEndpoint.Action.FAILBACK, "ada", "too soon");
            assertThat(refused.getStatus()).isEqualTo(409);
            assertThat(refused.getBody().get("lines").toString()).contains("prod has been DOWN");
            world.dead.clear();
            await(context, sees(Verdict.UP));
            assertThat(endpoint.act("www", FailoverEndpoint.Action.FAILBACK, "ada", "home again")
                            .getStatus())
                    .isEqualTo(200);
            await(context, isAt("prod"));
        });
    }

    @Test
    @DisplayName("tells where each service is, for who asks what the application is")
    void info() {
        application().run(context -> {
            await(context, isAt("prod"));
            Info.Builder info = new Info.Builder();
            context.getBean(FailoverInfo.class).contribute(info);
            assertThat(info.build().getDetails().toString())
                    .contains("sites=[prod, home]", "site=prod", "epoch=1")
                    .doesNotContain(World.PROD);
        });
    }

    @Test
    @DisplayName("has the metrics, if there is a registry: the failover's state, and what happens")
    void metrics() {
        application().withBean(MeterRegistry.class, SimpleMeterRegistry::new).run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            // What Boot does with every binder.
            context.getBean(FailoverMetrics.class).bindTo(registry);
            await(
                    context,
                    isAt("prod")
                            .and(status -> registry.find("failover.site.active")
                                            .tags("site", "prod")
                                            .gauge()
                                    != null));
            assertThat(registry.get("failover.site.active")
                            .tags("site", "prod")
                            .gauge()
                            .value())
                    .isOne();
            await(
                    context,
                    status -> registry.find("failover.checks").counters().stream()
                            .anyMatch(counter -> counter.count() > 0));
        });
        application().run(context -> assertThat(context).doesNotHaveBean("failoverMetrics"));
    }

    @Test
    @DisplayName("is not needed, nor is Micrometer: without them the failover watches all the same")
    void withoutThem() {
        application()
                .withClassLoader(new FilteredClassLoader(
                        "org.springframework.boot.actuate", "io.micrometer", "dev.failover.micrometer"))
                .run(context ->
                        assertThat(await(context, isAt("prod")).service()).isEqualTo("www"));
    }

    @Test
    @DisplayName("shows the failover that the application has made itself")
    void ownFailover() {
        application()
                .withBean(
                        Failover.class,
                        () -> Failover.builder()
                                .stateDirectory(directory.resolve("own"))
                                .build())
                .run(context -> {
                    assertThat(context.getBean(FailoverEndpoint.class).status()).containsEntry("services", List.of());
                    assertThat(context.getBean(HealthIndicator.class).health().getStatus())
                            .isEqualTo(Status.UP);
                });
    }

    @Test
    @DisplayName("says nothing of it where that is switched off")
    void off() {
        application()
                .withPropertyValues(
                        "management.health.failover.enabled=false",
                        "management.info.failover.enabled=false",
                        "management.endpoint.failover.access=NONE")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(HealthIndicator.class)
                        .doesNotHaveBean(FailoverInfo.class)
                        .doesNotHaveBean(FailoverEndpoint.class));
    }
}
