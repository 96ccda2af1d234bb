package dev.failover.spring;

import static dev.failover.spring.World.await;
import static dev.failover.spring.World.isAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.testkit.InMemoryTrafficSwitch;
import dev.failover.traffic.Traffic;
import dev.failover.traffic.TrafficSwitch;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@DisplayName("A traffic switch of an application")
@Timeout(60)
class SwitchPropertiesTest {
    /** Keeps the site that gets the traffic in a file. */
    private static final String PROGRAM = """
            read -r asked
            case $asked in
            *'"action":"send"'*) printf %s "$asked" | sed 's/.*"site":"\\([^"]*\\)".*/{"site":"\\1"}/' > "$1" ;;
            esac
            cat "$1"
            """;

    @TempDir
    Path directory;

    private final World world = new World();

    private ApplicationContextRunner application(String... more) {
        return world.application(directory.resolve("state")).withPropertyValues(more);
    }

    @Test
    @DisplayName("is a component of the class path by its settings, and moves with the records when a site fails")
    void component() throws Exception {
        Path where = Files.writeString(directory.resolve("where"), "{\"site\":\"prod\"}\n");
        application(
                        "failover.switches.balancer.type=command",
                        "failover.switches.balancer.command[0]=sh",
                        "failover.switches.balancer.command[1]=-c",
                        "failover.switches.balancer.command[2]=" + PROGRAM,
                        "failover.switches.balancer.command[3]=to-site",
                        "failover.switches.balancer.command[4]=" + where,
                        "failover.switches.balancer.sites[0]=prod",
                        "failover.switches.balancer.sites[1]=home",
                        "failover.services.www.switches=balancer")
                .run(context -> {
                    await(context, isAt("prod"));
                    world.dead.add(World.PROD);
                    await(context, isAt("home"));
                    assertThat(where).hasContent("{\"site\":\"home\"}");
                    assertThat(world.zone.published(World.WWW).orElseThrow().values())
                            .containsExactly(World.HOME);
                });
    }

    @Test
    @DisplayName("is a bean by its name")
    void bean() {
        InMemoryTrafficSwitch balancer = new InMemoryTrafficSwitch("prod", "home");
        application("failover.services.www.switches=balancer")
                .withBean("balancer", TrafficSwitch.class, () -> balancer)
                .run(context -> {
                    await(context, isAt("prod"));
                    world.dead.add(World.PROD);
                    await(context, isAt("home"));
                    assertThat(balancer.where()).isEqualTo(Traffic.to("home"));
                });
    }

    @Test
    @DisplayName("is told by the property if it can't be used")
    void faults() {
        application(
                        "failover.switches.balancer.type=command",
                        "failover.switches.balancer.longest=1h",
                        "failover.switches.address.type=nobody",
                        "failover.switches.other.sites[0]=prod",
                        "failover.switches.mine.type=command",
                        "failover.services.www.switches=balancer,balancer")
                .withBean("mine", TrafficSwitch.class, () -> new InMemoryTrafficSwitch("prod"))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContainingAll(
                                "failover.switches.balancer.command: is missing",
                                "failover.switches.balancer.sites: is missing",
                                "failover.switches.balancer.longest: ",
                                "failover.switches.address.type: No traffic switch named \"nobody\"",
                                "failover.switches.other.type: is missing: which one? On the class path are [command]",
                                "failover.switches.mine: is the name of a bean as well",
                                "failover.services.www.switches: names a switch twice"));
        application("failover.services.www.switches=mine,balanser")
                .withBean("mine", TrafficSwitch.class, () -> new InMemoryTrafficSwitch("prod", "office"))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContainingAll(
                                "failover.services.www.switches[0]: mine can send to office, which is no site of www",
                                "failover.services.www.switches[1]: there is no traffic switch named \"balanser\""));
    }
}
