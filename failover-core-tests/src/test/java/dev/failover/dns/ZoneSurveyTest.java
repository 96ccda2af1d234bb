package dev.failover.dns;

import static dev.failover.testkit.ScriptedDnsServer.reply;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.failover.testkit.ScriptedDnsServer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

@DisplayName("What a zone says of itself")
class ZoneSurveyTest {
    private static final Duration AMPLE = Duration.ofSeconds(5);

    /** A server that gives those of its records that are asked for. */
    private static ScriptedDnsServer serving(String... records) {
        return ScriptedDnsServer.start((query, tcp) -> {
            String asked = query.getQuestion().getName() + " [0-9]+ "
                    + Type.string(query.getQuestion().getType()) + " .*";
            return reply(
                    query,
                    true,
                    Rcode.NOERROR,
                    Arrays.stream(records)
                            .filter(record -> record.matches(asked))
                            .toArray(String[]::new));
        });
    }

    private static ZoneSurvey survey(ScriptedDnsServer server) throws InterruptedException {
        return DnsAuthorities.asking(List.of(server.address())).survey("example.org", AMPLE);
    }

    @Test
    void namesTheServersWithTheirAddressesAndWhereMailGoes() throws Exception {
        try (ScriptedDnsServer server = serving(
                "example.org. 60 NS ns1.example.org.",
                "ns1.example.org. 60 A 192.0.2.53",
                "ns1.example.org. 60 AAAA 2001:db8::53",
                "example.org. 60 MX 10 Mail.example.org.",
                "example.org. 60 MX 20 mx.example.net.")) {
            ZoneSurvey survey = survey(server);

            assertThat(survey.nameServers())
                    .containsExactly(new ZoneSurvey.NameServer(
                            "ns1.example.org",
                            List.of(InetAddresses.forString("192.0.2.53"), InetAddresses.forString("2001:db8::53"))));
            assertThat(survey.isExchanger("mail.example.org")).isTrue();
            assertThat(survey.isExchanger("mx.example.net")).isTrue();
            assertThat(survey.isExchanger("ail.example.org")).isFalse();
            assertThat(survey.failures()).isEmpty();
        }
    }

    @Test
    void noMailExchangerIsNotTheSameAsNotKnown() throws Exception {
        try (ScriptedDnsServer without =
                        serving("example.org. 60 NS ns1.example.org.", "ns1.example.org. 60 A 192.0.2.53");
                ScriptedDnsServer failing =
                        ScriptedDnsServer.start((query, tcp) -> reply(query, true, Rcode.SERVFAIL))) {
            assertThat(survey(without).exchangers()).contains(Set.of());
            ZoneSurvey unknown = survey(failing);
            assertThat(unknown.exchangers()).isEmpty();
            assertThat(unknown.nameServers()).isEmpty();
            assertThat(unknown.failures()).hasSize(2).allMatch(why -> why.contains("SERVFAIL"));
        }
    }

    @Test
    void asksResolversForTheNameOfAnAddress() throws Exception {
        try (ScriptedDnsServer resolver = serving("10.113.0.203.in-addr.arpa. 60 PTR vps1.ovh.net.")) {
            DnsAuthorities authorities = DnsAuthorities.builder()
                    .resolvers(List.of(resolver.address()))
                    .build();
            assertThat(authorities.reverseNames(InetAddresses.forString("203.0.113.10"), AMPLE))
                    .containsExactly("vps1.ovh.net");
            assertThat(authorities.reverseNames(InetAddresses.forString("203.0.113.11"), AMPLE))
                    .isEmpty();
        }
    }

    @ParameterizedTest(name = "a site at {0}, known as {1}, and a server {2} at {3}: {4}")
    @CsvSource({
        "203.0.113.10, '', ns1.example.net, 203.0.113.99, true",
        "203.0.113.10, '', ns1.example.net, 203.0.114.99, false",
        "2001:db8:1:2::1, '', ns1.example.net, 2001:db8:1:ffff::1, true",
        "2001:db8:1:2::1, '', ns1.example.net, 2001:db8:2:2::1, false",
        "203.0.113.10, '', ns1.example.net, 2001:db8:2:2::1, false",
        "203.0.113.10, vps7.vps.ovh.net, dns10.ovh.net, 192.0.2.1, true",
        "203.0.113.10, VPS7.vps.OVH.net, dns10.ovh.net, 192.0.2.1, true",
        "203.0.113.10, vps7.example.co.uk, ns.other.co.uk, 192.0.2.1, false",
        // The customer's own name says nothing about the hoster.
        "203.0.113.10, www.example.org, ns1.example.org, 192.0.2.1, false",
    })
    void everyServerStandsWithTheSite(
            String site, String reverseName, String server, String address, boolean together) {
        ZoneSurvey survey = new ZoneSurvey(
                "example.org",
                List.of(new ZoneSurvey.NameServer(server, List.of(InetAddresses.forString(address)))),
                Optional.empty(),
                List.of());
        List<String> names = reverseName.isEmpty() ? List.of() : List.of(reverseName);
        assertThat(survey.standsWith(List.of(InetAddresses.forString(site)), names))
                .isEqualTo(together);
    }

    @Test
    void oneServerElsewhereIsEnough() {
        ZoneSurvey.NameServer near =
                new ZoneSurvey.NameServer("ns1.example.net", List.of(InetAddresses.forString("203.0.113.99")));
        ZoneSurvey.NameServer far =
                new ZoneSurvey.NameServer("ns2.example.com", List.of(InetAddresses.forString("192.0.2.99")));
        ZoneSurvey.NameServer unknown = new ZoneSurvey.NameServer("ns3.example.com", List.of());
        var site = List.of(InetAddresses.forString("203.0.113.10"));

        assertThat(survey(near).standsWith(site, List.of())).isTrue();
        assertThat(survey(near, far).standsWith(site, List.of())).isFalse();
        assertThat(survey(near, unknown).standsWith(site, List.of())).isFalse();
        assertThat(survey().standsWith(site, List.of())).isFalse();
    }

    private static ZoneSurvey survey(ZoneSurvey.NameServer... servers) {
        return new ZoneSurvey("example.org", List.of(servers), Optional.empty(), List.of());
    }
}
