package dev.failover.ovh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import dev.failover.dns.RecordChange;
import dev.failover.testkit.ImpatientTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAccountTest extends ImitationTest {
    private static final String TOKEN = "POST /auth/oauth2/token";

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @BeforeEach
    void useServiceAccount() {
        provider.close();
        provider =
                ovh.serviceAccountProvider().time(new ImpatientTime(() -> now)).build();
    }

    @Test
    @DisplayName("a token is got once and kept; no time is asked for")
    void budget() throws InterruptedException {
        apply(RecordChange.replace(PRIMARY, STANDBY));
        assertThat(ovh.published(WWW)).hasValue(STANDBY);
        assertThat(calls()).containsExactly(TOKEN, "GET /record", "GET /record/*", "PUT /record/*", "POST /refresh");
        ovh.forgetRequests();
        provider.find(WWW, TIMEOUT);
        assertThat(calls()).containsExactly("GET /record", "GET /record/*");
    }

    @Test
    @DisplayName("a token is replaced a minute before it expires")
    void expires() throws InterruptedException {
        provider.find(WWW, TIMEOUT);
        now = now.plusSeconds(3599 - 61);
        provider.find(WWW, TIMEOUT);
        assertThat(ovh.access().tokensMade()).isEqualTo(1);
        now = now.plusSeconds(1);
        provider.find(WWW, TIMEOUT);
        assertThat(ovh.access().tokensMade()).isEqualTo(2);
    }

    @Test
    @DisplayName("a token refused before its time is replaced once, in the middle of a call too")
    void revoked() throws InterruptedException {
        provider.find(WWW, TIMEOUT);
        ovh.access().revokeTokens();
        assertThat(provider.find(WWW, TIMEOUT)).hasValue(PRIMARY);
        ovh.forgetRequests();
        ovh.fail(
                "PUT *",
                Fault.answer(401, "{\"class\":\"Client::Unauthorized\",\"message\":\"This credential is not valid\"}"));
        apply(RecordChange.replace(PRIMARY, STANDBY));
        assertThat(calls()).containsSubsequence("PUT /record/*", TOKEN, "PUT /record/*", "POST /refresh");
        ovh.fail("GET *", 99, Fault.answer(401, "{\"message\":\"You must login first\"}"));
        ovh.forgetRequests();
        assertThatThrownBy(() -> provider.find(WWW, TIMEOUT)).isInstanceOf(RejectedException.class);
        assertThat(calls()).containsExactly("GET /record", TOKEN, "GET /record");
    }

    @Test
    @DisplayName("wrong credentials are a refusal that names their settings")
    void refused() {
        try (OvhDnsProvider wrong = ovh.serviceAccountProvider()
                .clientSecret(Secret.of("anotherSecret000"))
                .build()) {
            assertThatThrownBy(() -> wrong.find(WWW, TIMEOUT))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContainingAll("client-id", "client-secret", "invalid_client")
                    .hasMessageNotContaining("anotherSecret");
        }
    }

    @Test
    @DisplayName("a missing IAM action is named")
    void denied() {
        ovh.access().deny("dnsZone:apiovh:refresh");
        assertThatThrownBy(() -> apply(RecordChange.replace(PRIMARY, STANDBY)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContainingAll("missing IAM actions: dnsZone:apiovh:refresh", "edited but not published");
    }

    @ParameterizedTest
    @DisplayName("what is no token is not sent as one")
    @ValueSource(
            strings = {
                "",
                "null",
                "<html></html>",
                "{}",
                "{\"access_token\":null,\"expires_in\":3599}",
                "{\"access_token\":\"\",\"expires_in\":3599}",
                "{\"access_token\":\"a\\r\\nX: b\",\"expires_in\":3599}",
                "{\"access_token\":\"abc\",\"expires_in\":\"soon\"}",
                "{\"access_token\":\"abc\",\"expires_in\":-1}",
            })
    void notAToken(String body) {
        ovh.fail(TOKEN, 99, Fault.pretended(body));
        assertThatThrownBy(() -> provider.find(WWW, TIMEOUT)).isInstanceOf(UnavailableException.class);
        assertThat(calls()).doesNotContain("GET /record");
    }

    @Test
    @DisplayName("a token without a life is used for five minutes")
    void noLife() throws InterruptedException {
        provider.find(WWW, TIMEOUT);
        now = now.plus(Duration.ofDays(1));
        ovh.fail(TOKEN, Fault.pretended("{\"access_token\":\"imitatedToken.1\",\"token_type\":\"Bearer\"}"));
        ovh.forgetRequests();
        provider.find(WWW, TIMEOUT);
        now = now.plusSeconds(239);
        provider.find(WWW, TIMEOUT);
        now = now.plusSeconds(1);
        provider.find(WWW, TIMEOUT);
        assertThat(calls().stream().filter(TOKEN::equals)).hasSize(2);
    }

    @Test
    @DisplayName("a token endpoint that fails, or answers with a proxy's page, is unavailable")
    void tokenEndpointDown() {
        for (Fault fault : new Fault[] {Fault.status(503), Fault.page(403), Fault.page(502)}) {
            ovh.fail(TOKEN, 2, fault);
            assertThatThrownBy(() -> provider.find(WWW, TIMEOUT))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("127.0.0.1");
        }
    }
}
