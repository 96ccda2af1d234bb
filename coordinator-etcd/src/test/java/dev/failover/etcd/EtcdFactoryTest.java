package dev.failover.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ComponentFactory;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Settings;
import dev.failover.coordination.Coordinator;
import dev.failover.coordination.CoordinatorFactory;
import dev.failover.testkit.FactoryContract;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EtcdFactoryTest extends FactoryContract<Coordinator> {
    @Override
    protected Class<? extends ComponentFactory<Coordinator>> spi() {
        return CoordinatorFactory.class;
    }

    @Override
    protected String name() {
        return "etcd";
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of(
                "endpoints", "https://a.example:2379",
                "user", "failover",
                "password", "pw-4711",
                "prefix", "ops/failover/");
    }

    @Override
    protected Set<String> required() {
        return Set.of("endpoints");
    }

    @Override
    protected Map<String, List<String>> malformed() {
        return Map.of(
                "endpoints",
                List.of("a.example:2379", "ftp://a.example", "https://u:p@a.example"),
                "user",
                List.of(" "),
                "password",
                List.of(" "),
                "prefix",
                List.of("", "a b", "é", "x".repeat(201)));
    }

    @Override
    protected Set<String> secret() {
        return Set.of("password");
    }

    @Test
    @DisplayName("An endpoint that is there twice, in whichever spelling, is reported; so is a user without a password")
    void faults() {
        Map<String, String> twice = Map.of("endpoints.0", "https://a.example", "endpoints.1", "https://A.example:443/");
        assertThatThrownBy(() -> new EtcdCoordinatorFactory().create(Settings.of(twice)))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("endpoints: must be one or more URLs, each of them once");
        Map<String, String> alone = Map.of("endpoints", "https://a.example", "user", "failover");
        assertThatThrownBy(() -> new EtcdCoordinatorFactory().create(Settings.of(alone)))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("password: is missing");
    }

    @Test
    @DisplayName("The hosts are those of the endpoints, without ports")
    void hosts() {
        assertThat(EtcdCoordinator.builder()
                        .endpoints(List.of("https://a.example:2379", "http://[2001:db8::1]:2379", "http://192.0.2.1"))
                        .build()
                        .hosts())
                .containsExactlyInAnyOrder("a.example", "2001:db8::1", "192.0.2.1");
    }
}
