package dev.failover.ovh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.Finding;
import dev.failover.component.Finding.Severity;
import dev.failover.testkit.Inspected;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OvhInspectionTest extends ImitationTest {
    private static final String[] LEAST = {
        "GET " + BASE + "/record", "GET " + BASE + "/record/*", "PUT " + BASE + "/record/*", "POST " + BASE + "/refresh"
    };

    @Test
    @DisplayName("all is well: nothing but OK, and nothing but GETs")
    void well() throws InterruptedException {
        List<Finding> findings = provider.inspect(TIMEOUT);
        assertThat(findings).extracting(Finding::severity).containsOnly(Severity.OK);
        assertThat(findings)
                .extracting(Finding::subject)
                .containsExactly("clock", "credential", "access rules", "zone beerus.fr");
        assertThat(calls()).containsExactly("GET /auth/time", "GET /auth/currentCredential", "GET /record");
    }

    @Test
    @DisplayName("each missing access rule is named")
    void missingRules() throws InterruptedException {
        ovh.accessRules(
                "GET /auth/*", "GET " + BASE + "/record/*", "PUT " + BASE + "/soa", "POST /domain/zone/other.fr/*");
        assertThat(Inspected.lines(provider, Severity.ERROR))
                .contains(
                        "\"GET /domain/zone/beerus.fr/record\"",
                        "\"PUT /domain/zone/beerus.fr/record/*\"",
                        "\"POST /domain/zone/beerus.fr/refresh\"")
                .doesNotContain("\"GET /domain/zone/beerus.fr/record/*\"");
    }

    @Test
    @DisplayName("an asterisk spans slashes; adding and removing records is said to need more")
    void asterisks() throws InterruptedException {
        ovh.accessRules("GET /*", "PUT /domain/zone/*", "POST /domain/zone/*/refresh");
        assertThat(Inspected.lines(provider, Severity.ERROR)).isEmpty();
        assertThat(Inspected.lines(provider, Severity.OK))
                .contains(
                        "these are needed too: POST /domain/zone/beerus.fr/record, DELETE /domain/zone/beerus.fr/record/*");
    }

    @Test
    @DisplayName("a key that may not read its own rules is a warning that names those needed")
    void unverifiable() throws InterruptedException {
        ovh.accessRules(LEAST);
        assertThat(Inspected.lines(provider, Severity.ERROR)).isEmpty();
        assertThat(Inspected.lines(provider, Severity.WARNING))
                .contains("could not be verified", String.join(", ", LEAST));
    }

    @Test
    @DisplayName("a clock that is off by more than half a minute is a warning, and no obstacle")
    void clock() throws InterruptedException {
        ovh.clockOffset(Duration.ofSeconds(-90));
        assertThat(Inspected.lines(provider, Severity.WARNING)).contains("clock: ", "ahead of OVH's");
        ovh.clockOffset(Duration.ofSeconds(90));
        assertThat(Inspected.lines(provider, Severity.WARNING)).contains("behind OVH's");
        ovh.clockOffset(Duration.ofSeconds(20));
        assertThat(Inspected.lines(provider, Severity.WARNING)).isEmpty();
        assertThat(Inspected.lines(provider, Severity.ERROR)).isEmpty();
    }

    @Test
    @DisplayName("a key that expires soon is a warning, one that has expired an error")
    void expiration() throws InterruptedException {
        ovh.credential("validated", Instant.now().plus(Duration.ofDays(10)));
        assertThat(Inspected.lines(provider, Severity.WARNING)).contains("consumer-key expires in 9d");
        ovh.credential("validated", Instant.now().plus(Duration.ofDays(100)));
        assertThat(Inspected.lines(provider, Severity.WARNING)).isEmpty();
        ovh.credential("validated", Instant.now().minus(Duration.ofDays(1)));
        assertThat(Inspected.lines(provider, Severity.ERROR)).contains("consumer-key expired at");
        ovh.credential("expired", null);
        assertThat(Inspected.lines(provider, Severity.ERROR)).contains("consumer-key has expired");
    }

    @Test
    @DisplayName("a key that waits for its validation is an error")
    void pending() throws InterruptedException {
        ovh.fail(
                "GET /auth/currentCredential",
                Fault.pretended("{\"status\":\"pendingValidation\",\"expiration\":null,\"rules\":[]}"));
        assertThat(Inspected.lines(provider, Severity.ERROR)).contains("consumer-key is pendingValidation");
    }

    @Test
    @DisplayName("an answer that can't be read is a finding")
    void unreadable() throws InterruptedException {
        ovh.fail("GET /auth/currentCredential", Fault.pretended("{\"status\":\"validated\"}"));
        assertThat(Inspected.lines(provider, Severity.WARNING))
                .contains("could not be verified", "\"rules\" is missing");
    }

    @Test
    @DisplayName("the zone of another account, and a server that is not there, are errors, not exceptions")
    void errors() throws InterruptedException {
        try (OvhDnsProvider other = ovh.provider().zone("other.fr").build()) {
            assertThat(other.inspect(TIMEOUT))
                    .anyMatch(finding -> finding.severity() == Severity.ERROR
                            && finding.subject().equals("zone other.fr")
                            && finding.message().contains("not in this account"));
        }
        ovh.close();
        assertThat(Inspected.lines(provider, Severity.ERROR)).contains("clock: ", "credential: ", "zone beerus.fr: ");
    }

    @Test
    @DisplayName("of a service account it is said that its actions can't be verified")
    void serviceAccount() throws InterruptedException {
        provider.close();
        provider = ovh.serviceAccountProvider().time(time).build();
        assertThat(Inspected.lines(provider, Severity.ERROR)).isEmpty();
        assertThat(Inspected.lines(provider, Severity.WARNING))
                .contains("dnsZone:apiovh:record/get, dnsZone:apiovh:record/edit, dnsZone:apiovh:refresh");
        assertThat(calls())
                .containsExactly("POST /auth/oauth2/token", "GET /record", "POST /auth/oauth2/token", "GET /record");
    }
}
