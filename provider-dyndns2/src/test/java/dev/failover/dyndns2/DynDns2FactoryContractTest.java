package dev.failover.dyndns2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ComponentFactory;
import dev.failover.component.Components;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Settings;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;
import dev.failover.testkit.FactoryContract;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DynDns2FactoryContractTest extends FactoryContract<DnsProvider> {
    @Override
    protected Class<? extends ComponentFactory<DnsProvider>> spi() {
        return DnsProviderFactory.class;
    }

    @Override
    protected String name() {
        return "dyndns2";
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of(
                "zone", "beerus.fr",
                "vendor", "strato",
                "families", "together",
                "user", "abc123",
                "password", "aPasswordOfTheVendor",
                "contact", "ops@beerus.fr",
                "propagation", "5m");
    }

    @Override
    protected Set<String> required() {
        return Set.of("zone", "vendor", "user", "password");
    }

    @Override
    protected Map<String, List<String>> malformed() {
        return Map.of(
                "zone", List.of("beerus", ""),
                "vendor", List.of("google", ""),
                "endpoint", List.of("ftp://localhost/", "http://dynupdate.no-ip.com/nic/update", ""),
                "families", List.of("both"),
                "user", List.of("a:b", ""),
                "password", List.of("", "a\nb"),
                "contact", List.of("ops", "ops@beerus.fr\nX: y"),
                "propagation", List.of("1s", "2h"),
                "trust-store", List.of("/no/such/file.p12"));
    }

    @Override
    protected Set<String> secret() {
        return Set.of("password");
    }

    private static DnsProvider create(String key, String value) {
        return Components.load(DnsProviderFactory.class)
                .create(
                        "dyndns2",
                        Settings.of(
                                "providers.dyn",
                                Map.of("zone", "beerus.fr", "user", "u", "password", "secret", key, value)));
    }

    @Test
    @DisplayName("whose service it is may be told by its endpoint; whoever must be reachable is told so")
    void vendorOrEndpoint() {
        try (DnsProvider other = create("endpoint", "https://dyn.example.net/nic/update")) {
            assertThat(other).hasToString("DynDNS2 zone beerus.fr at dyn.example.net");
        }
        assertThatThrownBy(() -> create("vendor", "no-ip"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("providers.dyn.contact: is missing");
    }
}
