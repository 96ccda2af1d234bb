package dev.failover.route53;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.Finding;
import dev.failover.component.Finding.Severity;
import dev.failover.testkit.Inspected;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Route53InspectionTest extends ImitationTest {
    @Test
    @DisplayName("all is well: nothing but OK, and nothing is changed")
    void well() throws InterruptedException {
        List<Finding> findings = provider.inspect(TIMEOUT);
        assertThat(findings).extracting(Finding::severity).containsOnly(Severity.OK);
        assertThat(findings)
                .extracting(Finding::subject)
                .containsExactly(
                        "zone example.com",
                        "route53:ListResourceRecordSets",
                        "route53:ChangeResourceRecordSets",
                        "route53:GetChange");
        assertThat(route53.zone().accepted()).isZero();
        assertThat(route53.bodies())
                .singleElement()
                .asString()
                .contains("<Action>DELETE</Action>")
                .doesNotContain("CREATE", "UPSERT");
        assertThat(calls()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ListResourceRecordSets", "ChangeResourceRecordSets", "GetChange"})
    @DisplayName("each missing right is named, and only that")
    void missing(String action) throws InterruptedException {
        route53.deny(action);
        assertThat(Inspected.lines(provider, Severity.ERROR))
                .contains("route53:" + action)
                .hasLineCount(1);
        assertThat(provider.inspect(TIMEOUT)).hasSize(4);
    }

    @Test
    @DisplayName("a policy pinned to names is said to need one more for the check")
    void pinned() throws InterruptedException {
        route53.deny("ChangeResourceRecordSets");
        assertThat(Inspected.lines(provider, Severity.ERROR)).contains("_failover-check.example.com");
    }

    @Test
    @DisplayName("without the right to read the zone it is a warning that its name is not verified")
    void zoneUnreadable() throws InterruptedException {
        route53.deny("GetHostedZone");
        assertThat(Inspected.lines(provider, Severity.ERROR)).isEmpty();
        assertThat(Inspected.lines(provider, Severity.WARNING))
                .contains("could not be verified", "route53:GetHostedZone");
    }

    @Test
    @DisplayName("an id of another zone, or of a private one, is an error")
    void wrongZone() throws InterruptedException {
        route53.addZone("example.org", "ZOTHER", false);
        route53.addZone(ZONE, "ZPRIVATE", true);
        try (Route53DnsProvider other = route53.provider().zoneId("ZOTHER").build();
                Route53DnsProvider inside =
                        route53.provider().zoneId("ZPRIVATE").build();
                Route53DnsProvider none = route53.provider().zoneId("ZNONE").build()) {
            assertThat(Inspected.lines(other, Severity.ERROR)).contains("zone-id ZOTHER is the zone example.org");
            assertThat(Inspected.lines(inside, Severity.ERROR)).contains("ZPRIVATE is a private zone");
            assertThat(Inspected.lines(none, Severity.ERROR)).contains("check zone-id");
        }
    }

    @Test
    @DisplayName("an endpoint that pretends to delete what nobody has is a warning")
    void pretends() throws InterruptedException {
        route53.fail(
                CHANGE,
                Fault.answer(
                        200,
                        ImitatedReply.of(
                                        "ChangeResourceRecordSetsResponse",
                                        "<ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status><SubmittedAt>2026-11-21T10:00:00Z</SubmittedAt></ChangeInfo>")
                                .body()));
        assertThat(Inspected.lines(provider, Severity.WARNING)).contains("could not be verified");
    }

    @Test
    @DisplayName("a server that is not there, or a key that is not known, is an error and no exception")
    void errors() throws InterruptedException {
        route53.fail("*", 99, Fault.error(403, "InvalidClientTokenId", "imitated"));
        assertThat(Inspected.lines(provider, Severity.ERROR)).contains("access-key-id is not known");
        route53.close();
        assertThat(Inspected.lines(provider, Severity.ERROR)).contains("zone example.com: 127.0.0.1:");
    }
}
