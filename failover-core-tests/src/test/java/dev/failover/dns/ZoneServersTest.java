package dev.failover.dns;

import static dev.failover.testkit.ScriptedDnsServer.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.UnavailableException;
import dev.failover.dns.Publication.Answer;
import dev.failover.dns.Publication.Silent;
import dev.failover.testkit.ScriptedDnsServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** Finding the servers of a zone, against a real resolver of our own and real servers on loopback addresses. */
@Timeout(30)
class ZoneServersTest {
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);
    private static final Duration AMPLE = Duration.ofSeconds(10);
    private static final String[] TWO_SERVERS = {
        "example.org. 600 NS ns1.example.net.",
        "example.org. 600 NS ns2.example.net.",
        "ns1.example.net. 300 A 127.0.0.1",
        "ns2.example.net. 300 A 127.0.0.2",
    };

    private final List<ScriptedDnsServer> servers = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final ScriptedDnsServer resolver = serve("127.0.0.1", 0, resolving(TWO_SERVERS));
    private final ScriptedDnsServer first = serve("127.0.0.1", 0, serving("192.0.2.1"));
    private final ScriptedDnsServer second = serve("127.0.0.2", first.port(), serving("192.0.2.2"));
    private final DnsAuthorities authorities = DnsAuthorities.builder()
            .resolvers(List.of(resolver.address()))
            .zoneServerPort(first.port())
            .nanoTime(now::get)
            .build();

    private ScriptedDnsServer serve(String address, int port, ScriptedDnsServer.Script script) {
        ScriptedDnsServer server = ScriptedDnsServer.start(address, port, script);
        servers.add(server);
        return server;
    }

    @AfterEach
    void closeServers() {
        servers.forEach(ScriptedDnsServer::close);
    }

    private static ScriptedDnsServer.Script serving(String address) {
        return (query, tcp) -> reply(query, true, Rcode.NOERROR, "www.example.org. 60 A " + address);
    }

    private static ScriptedDnsServer.Script resolving(String... lines) {
        return (query, tcp) -> {
            String asked = query.getQuestion().getName() + " "
                    + Type.string(query.getQuestion().getType());
            return reply(
                    query,
                    false,
                    Rcode.NOERROR,
                    Arrays.stream(lines)
                            .filter(line -> line.replaceFirst(" \\d+ ", " ").startsWith(asked + " "))
                            .toArray(String[]::new));
        };
    }

    private Publication look() throws InterruptedException {
        return authorities.look("example.org", WWW, AMPLE);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void asksEveryListedServerByNameAndAddress() throws Exception {
        Publication publication = look();

        assertThat(publication.answers())
                .extracting(Answer::server)
                .containsExactly(
                        "ns1.example.net (127.0.0.1:" + first.port() + ")",
                        "ns2.example.net (127.0.0.2:" + first.port() + ")");
        assertThat(publication.served()).hasSize(2);
        assertThat(resolver.udpQueries()).allMatch(query -> query.getHeader().getFlag(Flags.RD));
    }

    @Test
    void aListedServerHasToBeAuthoritative() throws Exception {
        second.script((query, tcp) -> reply(query, false, Rcode.NOERROR, "www.example.org. 60 A 192.0.2.1"));

        Publication publication = look();

        assertThat(publication.silent()).hasSize(1);
        assertThat(publication.silent().get(0).reason()).contains("not authoritative for example.org (lame)");
        assertThat(publication.agreed()).isPresent();
    }

    @Test
    void remembersTheServersAsLongAsTheLeastTtlSays() throws Exception {
        look();
        int asked = resolver.udpQueries().size();
        pass(Duration.ofSeconds(299));
        look();
        assertThat(resolver.udpQueries()).hasSize(asked);

        resolver.script(resolving("example.org. 600 NS ns1.example.net.", "ns1.example.net. 300 A 127.0.0.1"));
        pass(Duration.ofSeconds(1));

        assertThat(look().answers()).hasSize(1);
    }

    @Test
    void remembersTheServersForAnHourAtMost() throws Exception {
        resolver.script(resolving("example.org. 86400 NS ns1.example.net.", "ns1.example.net. 86400 A 127.0.0.1"));
        look();
        int asked = resolver.udpQueries().size();

        pass(Duration.ofMinutes(59));
        look();
        assertThat(resolver.udpQueries()).hasSize(asked);
        pass(Duration.ofMinutes(1));
        look();
        assertThat(resolver.udpQueries()).hasSizeGreaterThan(asked);
    }

    @Test
    void keepsTheLastKnownServersWhileTheResolverFailsAndAsksItOnceAMinute() throws Exception {
        look();
        resolver.script((query, tcp) -> reply(query, false, Rcode.SERVFAIL));
        pass(Duration.ofHours(1));
        resolver.udpQueries().clear();

        assertThat(look().served()).hasSize(2);
        assertThat(look().served()).hasSize(2);
        assertThat(resolver.udpQueries()).hasSize(1);

        pass(Duration.ofMinutes(1));
        resolver.script(resolving("example.org. 600 NS ns1.example.net.", "ns1.example.net. 300 A 127.0.0.1"));
        assertThat(look().answers()).hasSize(1);
    }

    @Test
    void keepsAnAddressWhoseLookUpFailsButNotOneThatIsGone() throws Exception {
        look();
        ScriptedDnsServer.Script rest = resolving(TWO_SERVERS);
        resolver.script((query, tcp) -> query.getQuestion().getName().toString().startsWith("ns2")
                ? reply(query, false, Rcode.SERVFAIL)
                : rest.answer(query, tcp));
        pass(Duration.ofHours(1));
        assertThat(look().served()).hasSize(2);

        resolver.script(resolving(TWO_SERVERS[0], TWO_SERVERS[1], TWO_SERVERS[2]));
        pass(Duration.ofHours(1));
        Publication publication = look();
        assertThat(publication.served()).hasSize(1);
        assertThat(publication.silent()).containsExactly(new Silent("ns2.example.net", "it has no address"));
    }

    @Test
    void aZoneThatCannotBeFoundIsUnavailableAndSaysWhatToCheck() {
        assertThatThrownBy(() -> authorities.look("example.com", WWW, AMPLE))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("no name servers are listed for the zone example.com");

        resolver.script((query, tcp) -> reply(query, false, Rcode.REFUSED));
        assertThatThrownBy(this::look)
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("example.org")
                .hasMessageContaining(resolver.address() + ": answered REFUSED");
    }

    @Test
    void anIpv6AddressThatCannotBeReachedDoesNotCountWhenItsServerAnswersOverIpv4() throws Exception {
        // Nothing listens on that port of ::1.
        resolver.script(resolving(
                "example.org. 600 NS ns1.example.net.",
                "ns1.example.net. 300 A 127.0.0.1",
                "ns1.example.net. 300 AAAA ::1"));

        assertThat(look().answers())
                .extracting(Answer::server)
                .containsExactly("ns1.example.net (127.0.0.1:" + first.port() + ")");

        first.script((query, tcp) -> reply(query, true, Rcode.SERVFAIL));
        assertThat(look().silent()).hasSize(2);
    }

    @Test
    void anIpv6AddressThatSwallowsQuestionsIsNotWaitedForWhenItsServerAnswersOverIpv4() throws Exception {
        serve("::1", first.port(), (query, tcp) -> null);
        resolver.script(resolving(
                "example.org. 600 NS ns1.example.net.",
                "ns1.example.net. 300 A 127.0.0.1",
                "ns1.example.net. 300 AAAA ::1"));

        long start = System.nanoTime();
        Publication publication = look();

        assertThat(publication.answers()).hasSize(1);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AMPLE.dividedBy(3));
    }

    @Test
    void anIpv6AddressThatAnswersCounts() throws Exception {
        serve("::1", first.port(), serving("192.0.2.66"));
        resolver.script(resolving(
                "example.org. 600 NS ns1.example.net.",
                "ns1.example.net. 300 A 127.0.0.1",
                "ns1.example.net. 300 AAAA ::1"));

        assertThat(look().served()).hasSize(2);
    }

    @Test
    void aDeadResolverLeavesTimeForTheNext() throws Exception {
        ScriptedDnsServer dead = serve("127.0.0.1", 0, (query, tcp) -> null);
        DnsAuthorities both = DnsAuthorities.builder()
                .resolvers(List.of(dead.address(), resolver.address()))
                .zoneServerPort(first.port())
                .build();

        assertThat(both.look("example.org", WWW, Duration.ofSeconds(2)).served())
                .hasSize(2);
    }

    @Test
    void aTruncatedListIsAskedForAgainOverTcp() throws Exception {
        ScriptedDnsServer.Script whole = resolving(TWO_SERVERS);
        resolver.script((query, tcp) -> {
            if (tcp) {
                return whole.answer(query, true);
            }
            Message cut = reply(query, false, Rcode.NOERROR);
            cut.getHeader().setFlag(Flags.TC);
            return cut;
        });

        assertThat(look().answers()).hasSize(2);
    }
}
