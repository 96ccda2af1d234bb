package dev.failover.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Traffic switches in a configuration")
class TrafficSwitchesTest {
    private static final String VALID = """
            state-directory: /var/lib/failover
            references: ["192.0.2.53:53"]
            switches:
              balancer: {type: command, command: [to-site, www], sites: [prod, home], longest: 10s}
            services:
              www:
                switches: [balancer]
                sites:
                  - {name: prod, address: 203.0.113.10}
                  - {name: home, address: 198.51.100.7}
                check: {type: tcp, port: 80}
            """;

    @TempDir
    Path directory;

    private Configuration read(String yaml) throws IOException {
        return ConfigurationReader.read(Files.writeString(directory.resolve("failover.yaml"), yaml), Map.of());
    }

    @Test
    @DisplayName("move a service that needs no record")
    void alone() throws IOException {
        try (Configuration configuration = read(VALID)) {
            assertThat(configuration.services().get(0).trafficSwitches()).containsExactly("balancer");
            assertThat(configuration.switches().get("balancer").sites()).containsExactlyInAnyOrder("prod", "home");
        }
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "[balancer] | [balance] | services.www.switches: there is no traffic switch named \"balance\"",
                "[balancer] | [balancer, balancer] | services.www.switches: balancer is duplicated",
                "type: command | type: commando | switches.balancer.type: No traffic switch named \"commando\"; found [command",
                "[prod, home] | [prod, paris] | services.www.switches.0: balancer can send to paris, which is no site of www",
                "[prod, home] | [prod] | services.www.switches: none can send to home",
                "'references: [\"192.0.2.53:53\"]' | '' | references: is missing: www has no record",
                "'    switches: [balancer]' | '    switches: [balancer]\n    ownership: true' | services.www.ownership: needs a record"
            })
    @DisplayName("are told where they don't fit")
    void faults(String text, String replacement, String expected) {
        assertThat(VALID).contains(text);
        assertThatThrownBy(() -> read(VALID.replace(text, replacement == null ? "" : replacement)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(expected);
    }

    @Test
    @DisplayName("that change begin anew the service that they move, and no other")
    void change() throws IOException {
        String two = VALID + """
                    api:
                      switches: [route]
                      sites: [{name: prod, address: 203.0.113.10}]
                      check: {type: tcp, port: 80}
                """.indent(-2);
        String before =
                two.replace("services:", "  route: {type: command, command: [to-route], sites: [prod]}\nservices:");
        Configuration one = read(before);
        Configuration other = read(before.replace("longest: 10s", "longest: 11s"));
        ConfigurationChange change = ConfigurationChange.between(one, other);
        assertThat(change.parts())
                .extracting(part -> part.kind() + " " + part.name())
                .isEqualTo(List.of("service www", "switch balancer"));
        assertThat(change.merged().switches().get("route"))
                .isSameAs(one.switches().get("route"));
        assertThat(change.merged().switches().get("balancer"))
                .isSameAs(other.switches().get("balancer"));
        one.close();
        other.close();
    }
}
