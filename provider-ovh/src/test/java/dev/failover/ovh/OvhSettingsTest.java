package dev.failover.ovh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.failover.component.Components;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.InvalidSettingsException.Problem;
import dev.failover.component.Secret;
import dev.failover.component.Settings;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OvhSettingsTest {
    private static final Map<String, String> KEYS =
            Map.of("zone", "beerus.fr", "application-key", "ak", "application-secret", "as", "consumer-key", "ck");
    private static final Map<String, String> ACCOUNT =
            Map.of("zone", "beerus.fr", "client-id", "EU.id", "client-secret", "cs");

    /** The settings, changed by {@code key=value} pairs; a pair without value takes the setting away. */
    private static Map<String, String> changed(Map<String, String> settings, String... changes) {
        Map<String, String> result = new TreeMap<>(settings);
        for (String change : changes) {
            String[] pair = change.split("=", 2);
            if (pair[1].isEmpty()) {
                result.remove(pair[0]);
            } else {
                result.put(pair[0], pair[1]);
            }
        }
        return result;
    }

    private static DnsProvider create(Map<String, String> settings) {
        return Components.load(DnsProviderFactory.class).create("ovh", Settings.of("providers.ovh", settings));
    }

    private static Map<String, String> problems(Map<String, String> settings) {
        InvalidSettingsException e = catchThrowableOfType(InvalidSettingsException.class, () -> create(settings));
        Map<String, String> problems = new LinkedHashMap<>();
        for (Problem problem : e.problems()) {
            assertThat(problems.put(problem.key().replace("providers.ovh.", ""), problem.message()))
                    .as(problem.key())
                    .isNull();
        }
        return problems;
    }

    @Test
    @DisplayName("either family of credentials makes a provider, for every region and for a URL")
    void made() {
        for (Map<String, String> settings : java.util.List.of(
                KEYS,
                ACCOUNT,
                changed(KEYS, "zone=BEERUS.fr."),
                changed(KEYS, "endpoint=kimsufi-eu"),
                changed(KEYS, "endpoint=http://127.0.0.1:8401/1.0"),
                changed(ACCOUNT, "endpoint=ovh-us"),
                changed(ACCOUNT, "endpoint=http://127.0.0.1:8401/1.0", "token-url=http://127.0.0.1:8401/token"))) {
            try (DnsProvider provider = create(settings)) {
                assertThat(provider.zone()).isEqualTo("beerus.fr");
                assertThat(provider.capabilities()).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("an internationalised zone is its ASCII form")
    void internationalised() {
        try (DnsProvider provider = create(changed(KEYS, "zone=b\u00fccher.fr"))) {
            assertThat(provider.zone()).isEqualTo("xn--bcher-kva.fr");
        }
    }

    @Test
    @DisplayName("everything missing is said at once")
    void nothing() {
        assertThat(problems(Map.of()))
                .containsOnlyKeys("zone", "application-key", "application-secret", "consumer-key");
        assertThat(problems(Map.of()).get("application-key")).contains("consumer-key", "client-secret");
    }

    @ParameterizedTest(name = "{0} changed by {1} {2}: {3}")
    @CsvSource({
        "keys, application-key=, a=b, application-key a",
        "keys, application-key=, consumer-key=, application-key consumer-key",
        "keys, application-secret=, zone=beerus, application-secret zone",
        "keys, endpoint=ovh-de, application-secret=, endpoint application-secret",
        "keys, client-id=x, zone=beerus.fr, client-id",
        "keys, token-url=https://localhost/token, zone=beerus.fr, token-url",
        "keys, token-url=localhost, zone=beerus.fr, token-url",
        "keys, trust-store=/nowhere, zone=beerus.fr, trust-store",
        "keys, trust-store-password=x, zone=beerus.fr, trust-store-password",
        "account, client-secret=, zone=beerus.fr, client-secret",
        "account, client-id=, client-secret=x, client-id",
        "account, endpoint=kimsufi-eu, zone=beerus.fr, token-url",
        "account, endpoint=http://127.0.0.1/1.0, zone=., token-url zone",
        "account, application-key=x, zone=-.fr, client-id zone",
    })
    void faulty(String family, String change, String other, String keys) {
        assertThat(problems(changed(family.equals("keys") ? KEYS : ACCOUNT, change, other)))
                .containsOnlyKeys(keys.split(" ", -1));
    }

    @Test
    @DisplayName("a key that can't stand in a header is refused without being shown")
    void unsendable() {
        for (String key : new String[] {"application-key", "consumer-key"}) {
            assertThat(problems(changed(KEYS, key + "=s\u00e9cret one")).get(key))
                    .doesNotContain("cret");
        }
        assertThatThrownBy(() -> OvhDnsProvider.builder().consumerKey(Secret.of("s\u00e9cret")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("cret");
    }

    @Test
    @DisplayName("toString shows zone and host, and no key")
    void shown() {
        try (DnsProvider provider = create(KEYS)) {
            assertThat(provider).hasToString("OVH zone beerus.fr at eu.api.ovh.com");
        }
    }
}
