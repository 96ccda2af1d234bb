package dev.failover.route53;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The requests, word by word. */
class Route53WireTest extends ImitationTest {
    private static final String ROOT =
            "<ChangeResourceRecordSetsRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">";

    @Test
    @DisplayName(
            "a switch is one listing, one batch that deletes what was listed and creates what is desired, and looks")
    void replaces() throws InterruptedException {
        apply(SWITCH);
        assertThat(route53.requests().get(0)).isEqualTo(LIST + "?name=www.example.com.&type=A&maxitems=1");
        assertThat(calls()).containsExactly("GET /rrset", "POST /rrset", "GET /change", "GET /change");
        assertThat(route53.bodies())
                .singleElement()
                .asString()
                .endsWith(ROOT
                        + "<ChangeBatch><Changes>"
                        + "<Change><Action>DELETE</Action><ResourceRecordSet><Name>www.example.com.</Name><Type>A</Type>"
                        + "<TTL>60</TTL><ResourceRecords><ResourceRecord><Value>203.0.113.10</Value></ResourceRecord>"
                        + "</ResourceRecords></ResourceRecordSet></Change>"
                        + "<Change><Action>CREATE</Action><ResourceRecordSet><Name>www.example.com.</Name><Type>A</Type>"
                        + "<TTL>60</TTL><ResourceRecords><ResourceRecord><Value>198.51.100.7</Value></ResourceRecord>"
                        + "</ResourceRecords></ResourceRecordSet></Change>"
                        + "</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>");
    }

    @Test
    @DisplayName("what is deleted is repeated as it was written, however that was")
    void wordForWord() throws InterruptedException {
        RecordKey wild = new RecordKey("*", RecordType.AAAA);
        RecordKey link = new RecordKey("link", RecordType.CNAME);
        route53.zone().put(new ImitatedSet("\\052.example.com.", "AAAA", null, 77L, List.of("2001:DB8:0::1"), ""));
        route53.zone().put(new ImitatedSet("link.example.com.", "CNAME", null, 78L, List.of("Target.Example.NET"), ""));
        route53.zone().put(new ImitatedSet("t.example.com.", "TXT", null, 79L, List.of("\"one \" \"tw\\157\""), ""));
        RecordKey text = new RecordKey("t", RecordType.TXT);
        assertThat(provider.find(text, TIMEOUT)).hasValue(RecordSet.of(text, Duration.ofSeconds(79), "one two"));
        apply(
                RecordChange.replace(RecordSet.of(wild, TTL, "2001:db8::1"), RecordSet.of(wild, TTL, "2001:db8::2")),
                RecordChange.replace(
                        RecordSet.of(link, TTL, "target.example.net"), RecordSet.of(link, TTL, "other.example.net.")),
                RecordChange.replace(RecordSet.of(text, TTL, "one two"), RecordSet.of(text, TTL, "three")));
        assertThat(route53.bodies().get(0))
                .contains(
                        "<Name>\\052.example.com.</Name>",
                        "<Value>2001:DB8:0::1</Value>",
                        "<Value>Target.Example.NET</Value>",
                        "<Value>&quot;one &quot; &quot;tw\\157&quot;</Value>");
        assertThat(route53.published(wild)).hasValue(RecordSet.of(wild, TTL, "2001:db8::2"));
    }

    @Test
    @DisplayName("the signature the imitation demands is the one that Amazon's own client library calculates")
    void vector() {
        String signature = ImitatedSignature.sign(
                "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                "GET",
                "/2013-04-01/hostedzone/Z0EXAMPLE/rrset",
                "maxitems=1&name=www.example.com&type=A",
                List.of("host", "x-amz-date"),
                Map.of("host", "route53.amazonaws.com", "x-amz-date", "20150830T123600Z"),
                new byte[0]);
        assertThat(signature).isEqualTo("b202982bde16b398e8d1cef2a9affa3261bb517256a0dd7a16a6b2040c20224a");
    }
}
