package dev.failover.dns;

import static dev.failover.testkit.ScriptedDnsServer.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import dev.failover.component.UnavailableException;
import dev.failover.testkit.ScriptedDnsServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Rcode;

@Timeout(30)
class DnsNameAddressSourceTest {
    private static final Duration AMPLE = Duration.ofSeconds(10);

    private final ScriptedDnsServer server = ScriptedDnsServer.start((query, tcp) -> null);
    private final DnsNameAddressSource source = source(RecordType.A);

    private DnsNameAddressSource source(RecordType type) {
        return DnsNameAddressSource.builder("Home.example.net.")
                .type(type)
                .resolvers(List.of(server.address()))
                .build();
    }

    private void answer(String... lines) {
        server.script((query, tcp) -> reply(query, false, Rcode.NOERROR, lines));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void findsTheAddressAnewAtEveryCall() throws Exception {
        answer("home.example.net. 3600 A 192.0.2.1");
        assertThat(source.find(AMPLE)).isEqualTo(InetAddresses.forString("192.0.2.1"));

        answer("home.example.net. 3600 A 192.0.2.2");
        assertThat(source.find(AMPLE)).isEqualTo(InetAddresses.forString("192.0.2.2"));
        assertThat(source.fixed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.net", "EXAMPLE.net", "home.example.net"})
    void asksWhoServesTheZoneThatTheNameIsIn(String zone) throws Exception {
        answer("home.example.net. 60 A 192.0.2.1");

        DnsNameAddressSource within = DnsNameAddressSource.builder("Home.example.net")
                .resolvers(List.of("192.0.2.53"))
                .resolversWithin(List.of("example.org", zone), List.of(server.address()))
                .build();

        assertThat(within.find(AMPLE)).isEqualTo(InetAddresses.forString("192.0.2.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "ample.net", "www.home.example.net"})
    void asksThemOfNoOtherName(String zone) throws Exception {
        answer("home.example.net. 60 A 192.0.2.1");

        DnsNameAddressSource elsewhere = DnsNameAddressSource.builder("home.example.net")
                .resolvers(List.of(server.address()))
                .resolversWithin(List.of(zone), List.of("192.0.2.53"))
                .build();

        assertThat(elsewhere.find(AMPLE)).isEqualTo(InetAddresses.forString("192.0.2.1"));
    }

    @Test
    void findsAnIpv6Address() throws Exception {
        answer("home.example.net. 60 AAAA 2001:db8::1");

        assertThat(source(RecordType.AAAA).find(AMPLE)).isEqualTo(InetAddresses.forString("2001:db8::1"));
    }

    @Test
    void followsAliasesInOneAnswerAndAcrossAnswers() throws Exception {
        answer("home.example.net. 60 CNAME a.example.", "a.example. 60 CNAME b.example.", "b.example. 60 A 192.0.2.1");
        assertThat(source.find(AMPLE)).isEqualTo(InetAddresses.forString("192.0.2.1"));

        server.script((query, tcp) -> query.getQuestion().getName().toString().equals("b.example.")
                ? reply(query, false, Rcode.NOERROR, "b.example. 60 A 192.0.2.2")
                : reply(query, false, Rcode.NOERROR, "home.example.net. 60 CNAME b.example."));
        assertThat(source.find(AMPLE)).isEqualTo(InetAddresses.forString("192.0.2.2"));
    }

    @Test
    void aliasesThatGoInCirclesEnd() {
        server.script((query, tcp) -> query.getQuestion().getName().toString().equals("a.example.")
                ? reply(query, false, Rcode.NOERROR, "a.example. 60 CNAME home.example.net.")
                : reply(query, false, Rcode.NOERROR, "home.example.net. 60 CNAME a.example."));
        assertThatThrownBy(() -> source.find(AMPLE))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("alias that leads nowhere");

        answer("home.example.net. 60 CNAME a.example.", "a.example. 60 CNAME home.example.net.");
        assertThatThrownBy(() -> source.find(AMPLE)).isInstanceOf(UnavailableException.class);
    }

    @Test
    void noAddressOrSeveralGiveNone() {
        answer();
        assertThatThrownBy(() -> source.find(AMPLE))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("Home.example.net has no IPv4 addresses, exactly one is needed");

        answer("home.example.net. 60 A 192.0.2.1", "home.example.net. 60 A 192.0.2.2");
        assertThatThrownBy(() -> source.find(AMPLE))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("Home.example.net has 2 IPv4 addresses, exactly one is needed");
    }

    @Test
    void anotherNamesAddressIsNotTaken() {
        answer("other.example.net. 60 A 192.0.2.1");

        assertThatThrownBy(() -> source.find(AMPLE)).isInstanceOf(UnavailableException.class);
    }

    @Test
    void aFailingOrSilentResolverIsUnavailableInTime() {
        server.script((query, tcp) -> reply(query, false, Rcode.SERVFAIL));
        assertThatThrownBy(() -> source.find(AMPLE))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining(server.address() + ": answered SERVFAIL");

        server.script((query, tcp) -> null);
        long start = System.nanoTime();
        assertThatThrownBy(() -> source.find(Duration.ofMillis(300))).isInstanceOf(UnavailableException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void anInterruptedCallEndsWithinASecond() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread finding = new Thread(() -> {
            try {
                source.find(AMPLE);
            } catch (Throwable e) {
                thrown.complete(e);
            }
        });
        finding.start();
        while (server.udpQueries().isEmpty()) {
            Thread.onSpinWait();
        }

        finding.interrupt();

        assertThat(thrown.get(1, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a..b",
                "..",
                "-a--------------------------------------------------------------b.example"
            })
    void refusesWhatIsNoName(String name) {
        assertThatThrownBy(() -> DnsNameAddressSource.of(name, RecordType.A))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + name + "\" is not a DNS name");
    }

    @Test
    void refusesATypeWithoutAddress() {
        assertThatThrownBy(() -> DnsNameAddressSource.of("home.example.net", RecordType.TXT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("A or AAAA");
    }
}
