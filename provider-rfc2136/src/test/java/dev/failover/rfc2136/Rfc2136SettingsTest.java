package dev.failover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.failover.component.Components;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.InvalidSettingsException.Problem;
import dev.failover.component.Settings;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc2136SettingsTest {
    private static final Map<String, String> SIGNED =
            Map.of("zone", "example.org", "server", "192.0.2.53", "tsig-name", "key.", "tsig-secret", "c2VjcmV0");
    private static final Map<String, String> UNSIGNED =
            Map.of("zone", "example.org", "server", "192.0.2.53", "unsigned", "true");

    private static Map<String, String> with(Map<String, String> settings, String key, String value) {
        Map<String, String> changed = new TreeMap<>(settings);
        changed.put(key, value);
        return changed;
    }

    private static DnsProvider create(Map<String, String> settings) {
        return Components.load(DnsProviderFactory.class).create("rfc2136", Settings.of("providers.bind", settings));
    }

    private static Problem onlyProblem(Map<String, String> settings) {
        InvalidSettingsException e = catchThrowableOfType(InvalidSettingsException.class, () -> create(settings));
        assertThat(e.problems()).hasSize(1);
        return e.problems().get(0);
    }

    @ParameterizedTest
    @DisplayName("a server is an address or a name, with or without a port")
    @CsvSource({
        "192.0.2.53, 192.0.2.53:53",
        "127.0.0.1:5353, 127.0.0.1:5353",
        "[2001:db8::53]:5353, [2001:db8::53]:5353",
        "2001:db8::53, [2001:db8::53]:53",
        "ns1.example.net, ns1.example.net:53",
    })
    void servers(String written, String shown) {
        try (DnsProvider provider = create(with(SIGNED, "server", written))) {
            assertThat(provider).hasToString("zone example.org at " + shown);
        }
    }

    @ParameterizedTest
    @DisplayName("a zone is its name in lower case and ASCII, without final dot")
    @CsvSource({
        "EXAMPLE.org., example.org",
        "b\u00fccher.example, xn--bcher-kva.example",
        "lan, lan",
        "2.0.192.in-addr.arpa, 2.0.192.in-addr.arpa",
    })
    void zones(String written, String zone) {
        try (DnsProvider provider = create(with(SIGNED, "zone", written))) {
            assertThat(provider.zone()).isEqualTo(zone);
        }
    }

    @Test
    @DisplayName("what the server enforces is claimed")
    void capabilities() {
        try (DnsProvider provider = create(SIGNED)) {
            assertThat(provider.capabilities())
                    .containsExactlyInAnyOrder(DnsCapability.ATOMIC_BATCH, DnsCapability.COMPARE_AND_SET);
        }
    }

    @Test
    @DisplayName("a provider without key has to be asked for, and then has none")
    void unsigned() {
        create(UNSIGNED).close();
        for (String key : new String[] {"tsig-name", "tsig-algorithm"}) {
            Problem problem = onlyProblem(with(UNSIGNED, key, key.equals("tsig-name") ? "key." : "hmac-sha256"));
            assertThat(problem.key()).isEqualTo("providers.bind." + key);
            assertThat(problem.message()).contains("unsigned");
        }
        assertThat(onlyProblem(with(UNSIGNED, "tsig-secret", "c2VjcmV0")).message())
                .doesNotContain("c2VjcmV0");
    }

    @ParameterizedTest
    @DisplayName("a record to check is a name within the zone and a type")
    @ValueSource(strings = {"www", "www MX", "www.example.org. A", "A", "www  a", "-www A"})
    void faultyRecords(String record) {
        assertThat(onlyProblem(with(SIGNED, "check-records", record)).key()).isEqualTo("providers.bind.check-records");
    }

    @ParameterizedTest
    @DisplayName("every algorithm is written as servers write it")
    @ValueSource(strings = {"hmac-sha1", "hmac-sha224", "hmac-sha256", "hmac-sha384", "hmac-sha512"})
    void algorithms(String algorithm) {
        create(with(SIGNED, "tsig-algorithm", algorithm)).close();
        assertThat(TsigAlgorithm.values()).extracting(TsigAlgorithm::toString).contains(algorithm);
    }
}
