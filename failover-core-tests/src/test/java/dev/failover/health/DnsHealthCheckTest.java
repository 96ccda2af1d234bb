package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.Components;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Settings;
import dev.failover.health.Health.Status;
import dev.failover.health.OddServer.Behaviour;
import dev.failover.testkit.ScriptedDnsServer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

@DisplayName("A dns check")
class DnsHealthCheckTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(400);

    private ScriptedDnsServer server = ScriptedDnsServer.start((query, tcp) -> null);

    @AfterEach
    void close() {
        server.close();
    }

    private Health probe(DnsHealthCheck.Builder check) throws InterruptedException {
        return probe(check, server.port(), TIMEOUT);
    }

    private static Health probe(DnsHealthCheck.Builder check, int port, Duration timeout) throws InterruptedException {
        return check.port(port).build().check(InetAddress.getLoopbackAddress(), timeout);
    }

    private static DnsHealthCheck.Builder check(String type, String... contains) {
        return DnsHealthCheck.builder().name("www.example.org").recordType(type).contains(List.of(contains));
    }

    private void answer(boolean authoritative, int code, String... lines) {
        server.script((query, tcp) -> ScriptedDnsServer.reply(query, authoritative, code, lines));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    A | 192.0.2.1 | | UP | answered with 192.0.2.1
                    A | 192.0.2.1 | 192.0.2.1 | UP | answered with 192.0.2.1
                    A | 192.0.2.1 | 192.0.2.2 | DOWN | answered without 192.0.2.2, but with 192.0.2.1
                    AAAA | 2001:db8::1 | 2001:db8:0:0::1 | UP | answered with 2001:db8:0:0:0:0:0:1
                    MX | 10 Mail.example.org. | 10 mail.example.ORG | UP | answered with 10 Mail.example.org.
                    MX | 10 mail.example.org. | 20 mail.example.org | DOWN | answered without 20 mail.example.org., but with 10 mail.example.org.
                    TXT | "one two" | one two | UP | answered with "one two"
                    NS | ns1.example.org. | | UP | answered with ns1.example.org.
                    """)
    void goesByTheRecordsOfTheAnswer(String type, String value, String expected, Status status, String detail)
            throws Exception {
        answer(true, Rcode.NOERROR, "www.example.org. 60 " + type + " " + value);
        assertThat(probe(expected == null ? check(type) : check(type, expected)))
                .extracting(Health::status, Health::detail)
                .containsExactly(status, detail);
    }

    @Test
    void wantsAllValuesAndShowsAFew() throws Exception {
        String[] lines = new String[5];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "www.example.org. 60 A 192.0.2." + i;
        }
        answer(true, Rcode.NOERROR, lines);
        assertThat(probe(check("A", "192.0.2.4", "192.0.2.0")))
                .isEqualTo(Health.up("answered with 192.0.2.0, 192.0.2.1, 192.0.2.2 and 2 more"));
        assertThat(probe(check("A", "192.0.2.4", "192.0.2.5")).status()).isEqualTo(Status.DOWN);
    }

    @Test
    @DisplayName("follows an alias in the answer to its record")
    void alias() throws Exception {
        answer(true, Rcode.NOERROR, "www.example.org. 60 CNAME web.example.org.", "web.example.org. 60 A 192.0.2.1");
        assertThat(probe(check("A", "192.0.2.1")).status()).isEqualTo(Status.UP);
        answer(true, Rcode.NOERROR, "www.example.org. 60 CNAME web.example.org.");
        assertThat(probe(check("A"))).isEqualTo(Health.down("answered without a record of type A"));
    }

    @Test
    void isDownWithAnyOtherAnswer() throws Exception {
        for (int code : new int[] {Rcode.SERVFAIL, Rcode.NXDOMAIN, Rcode.REFUSED}) {
            answer(true, code);
            assertThat(probe(check("A"))).isEqualTo(Health.down("answered " + Rcode.string(code)));
        }
        answer(true, Rcode.NOERROR);
        assertThat(probe(check("A"))).isEqualTo(Health.down("answered without a record of type A"));
        server.script((query, tcp) -> query);
        assertThat(probe(check("A")).detail()).endsWith(": sent a question back instead of an answer");
        server.script((query, tcp) -> ScriptedDnsServer.reply(
                Message.newQuery(ScriptedDnsServer.record("other.example.org. 0 A 192.0.2.9")), true, Rcode.NOERROR));
        assertThat(probe(check("A"), server.port(), SHORT).status()).isEqualTo(Status.DOWN);
    }

    @Test
    @DisplayName("wants an authoritative answer, and asks for no recursion, only if it is told to")
    void authoritative() throws Exception {
        answer(false, Rcode.NOERROR, "www.example.org. 60 A 192.0.2.1");
        assertThat(probe(check("A")).status()).isEqualTo(Status.UP);
        assertThat(probe(check("A").authoritative(true))).isEqualTo(Health.down("its answer is not authoritative"));
        assertThat(server.udpQueries())
                .extracting(query -> query.getHeader().getFlag(Flags.RD))
                .containsExactly(true, false);
    }

    @Test
    @DisplayName("asks over TCP what is truncated, and not because of a datagram with another id")
    void transport() throws Exception {
        server.script((query, tcp) -> {
            Message reply = ScriptedDnsServer.reply(query, true, Rcode.NOERROR, "www.example.org. 60 A 192.0.2.1");
            if (!tcp) {
                reply.getHeader().setFlag(Flags.TC);
            }
            return reply;
        });
        server.forgeFirst();
        assertThat(probe(check("A")).status()).isEqualTo(Status.UP);
        assertThat(server.tcpQueries()).hasSize(1);
    }

    @Test
    @DisplayName("is down at the end of its time, and no later, whatever the server does")
    void late() throws Exception {
        probe(check("A"), server.port(), SHORT);
        assertThat(late(server.port())).isEqualTo(Health.down("no answer within 400ms"));
        for (Behaviour overTcp : List.of(Behaviour.SILENT, Behaviour.TRICKLING)) {
            try (TruncatingServer truncating = new TruncatingServer(overTcp)) {
                assertThat(late(truncating.tcp().port())).isEqualTo(Health.down("no answer within 400ms"));
            }
        }
    }

    private static Health late(int port) throws InterruptedException {
        long start = System.nanoTime();
        Health health = probe(check("A"), port, SHORT);
        // 50 ms are promised; the rest is for a machine that is busy.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT.minusMillis(5), SHORT.plusMillis(400));
        return health;
    }

    @Test
    @DisplayName("is down at once if nothing listens, or what comes is no answer")
    void hostile() throws Exception {
        assertThat(probe(check("A"), 1, TIMEOUT)).isEqualTo(Health.down("nothing listens there"));
        for (Behaviour overTcp : List.of(Behaviour.HANGING_UP, Behaviour.RESETTING, Behaviour.ENDLESS)) {
            try (TruncatingServer truncating = new TruncatingServer(overTcp)) {
                Health health = probe(check("A"), truncating.tcp().port(), TIMEOUT);
                assertThat(health.status()).as(health.detail()).isEqualTo(Status.DOWN);
                assertThat(health.detail()).doesNotContain("within");
            }
        }
    }

    @Test
    void isMadeFromSettings() {
        assertThat(create(Map.of("name", "bücher.example", "record-type", "soa", "authoritative", "true")))
                .hasToString("dns check: xn--bcher-kva.example SOA, port 53");
        assertThat(create(Map.of("name", "."))).hasToString("dns check: . A, port 53");
        assertThatThrownBy(() -> create(Map.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage("check.name: is required: the name to ask for, like www.example.org");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    port | 0 | check.port: must be from 1 to 65535, not 0
                    name | a..b | check.name: must be a DNS name, like www.example.org
                    record-type | AXFR | check.record-type: must be a type of record, like A, SOA or MX, not "AXFR"
                    record-type | B | check.record-type: must be a type of record, like A, SOA or MX, not "B"
                    contains | 192.0.2.300 | check.contains: must be values of type A, not "192.0.2.300"
                    """)
    void saysWhatIsWrong(String key, String value, String message) {
        Map<String, String> settings = new TreeMap<>(Map.of("name", "www.example.org"));
        settings.put(key, value);
        assertThatThrownBy(() -> create(settings)).hasMessage(message);
    }

    private static HealthCheck create(Map<String, String> settings) {
        return Components.load(HealthCheckFactory.class).create("dns", Settings.of("check", settings));
    }
}
