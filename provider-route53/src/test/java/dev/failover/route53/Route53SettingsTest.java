package dev.failover.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.InvalidSettingsException.Problem;
import dev.failover.component.Settings;
import dev.failover.dns.DnsProvider;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.Route53Client;

class Route53SettingsTest {
    private static Map<String, String> problems(Map<String, String> settings) {
        InvalidSettingsException thrown = catchThrowableOfType(
                InvalidSettingsException.class,
                () -> new Route53DnsProviderFactory()
                        .create(Settings.of(settings))
                        .close());
        assertThat(thrown).isNotNull();
        return thrown.problems().stream().collect(Collectors.toMap(Problem::key, Problem::message));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "access-key-id=AK, secret-access-key",
        "secret-access-key=sk, access-key-id",
        "session-token=t, session-token",
        "session-token=t access-key-id=AK, secret-access-key",
        "zone-id=/hostedzone/ region=x, zone-id region",
        "trust-store-password=x, trust-store-password",
        "zoneid=Z1, zoneid",
    })
    @DisplayName("what does not go together is named")
    void faulty(String settings, String keys) {
        Map<String, String> all = new TreeMap<>(Map.of("zone", "example.com"));
        for (String setting : settings.split(" ", -1)) {
            all.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
        }
        assertThat(problems(all)).containsOnlyKeys(keys.split(" ", -1));
    }

    @Test
    @DisplayName("toString shows zone and host, and no key")
    void shown() {
        try (DnsProvider provider = new Route53DnsProviderFactory()
                .create(Settings.of(
                        Map.of("zone", "Example.com.", "access-key-id", "AK", "secret-access-key", "sk")))) {
            assertThat(provider).hasToString("Route 53 zone example.com at Route 53");
            assertThat(provider.zone()).isEqualTo("example.com");
        }
    }

    @Test
    @DisplayName("a client of the user's own is used, and left open")
    void ownClient() throws Exception {
        try (Route53Imitation route53 = Route53Imitation.start(ImitationTest.ZONE);
                Route53Client client = Route53Client.builder()
                        .region(Region.US_EAST_1)
                        .endpointOverride(URI.create(route53.endpoint()))
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                                Route53Imitation.ACCESS_KEY_ID, Route53Imitation.SECRET_ACCESS_KEY)))
                        .build()) {
            route53.publish(java.util.List.of(ImitationTest.PRIMARY));
            for (int i = 0; i < 2; i++) {
                try (DnsProvider provider = Route53DnsProvider.builder()
                        .zone(ImitationTest.ZONE)
                        .client(client)
                        .build()) {
                    assertThat(provider.find(ImitationTest.WWW, ImitationTest.TIMEOUT))
                            .hasValue(ImitationTest.PRIMARY);
                }
            }
            InvalidSettingsException thrown = catchThrowableOfType(
                    InvalidSettingsException.class,
                    () -> route53.provider().client(client).build());
            assertThat(thrown.problems()).extracting(Problem::key).containsExactly("endpoint", "access-key-id");
        }
    }
}
