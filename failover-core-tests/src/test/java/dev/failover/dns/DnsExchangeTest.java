package dev.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.UnavailableException;
import dev.failover.dns.Publication.Answer;
import dev.failover.dns.Publication.Served;
import dev.failover.dns.Publication.Silent;
import dev.failover.testkit.ScriptedDnsServer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class DnsExchangeTest {
    private static final Duration AMPLE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);

    private static Message question() throws Exception {
        return Message.newQuery(Record.newRecord(Name.fromString("www.example.org."), Type.A, DClass.IN));
    }

    private static ScriptedDnsServer answering() {
        return ScriptedDnsServer.start((query, tcp) -> {
            Message answer = new Message(query.getHeader().getID());
            answer.getHeader().setFlag(Flags.QR);
            answer.getHeader().setFlag(Flags.AA);
            answer.addRecord(query.getQuestion(), Section.QUESTION);
            answer.addRecord(
                    Record.fromString(
                            query.getQuestion().getName(),
                            Type.A,
                            DClass.IN,
                            60,
                            tcp ? "192.0.2.2" : "192.0.2.1",
                            Name.root),
                    Section.ANSWER);
            return answer;
        });
    }

    /** Keeps connections open. */
    private static ScriptedDnsServer silent() {
        return ScriptedDnsServer.start((query, tcp) -> {
            if (tcp) {
                new CountDownLatch(1).await();
            }
            return null;
        });
    }

    private static DnsExchange with(ScriptedDnsServer server) {
        return DnsExchange.with("127.0.0.1:" + server.port());
    }

    private static Set<String> values(Answer answer) {
        return ((Served) answer).recordSet().orElseThrow().values();
    }

    @Test
    @DisplayName("a message and its answer are carried over UDP and over TCP, and read as an authority's")
    void carried() throws Exception {
        try (ScriptedDnsServer server = answering()) {
            DnsExchange exchange = with(server);
            byte[] overUdp = exchange.overUdp(question().toWire(), AMPLE);
            byte[] overTcp = exchange.overTcp(question().toWire(), AMPLE);
            assertThat(values(exchange.read(overUdp, "example.org", WWW))).containsExactly("192.0.2.1");
            assertThat(values(exchange.read(overTcp, "example.org", WWW))).containsExactly("192.0.2.2");
        }
    }

    @Test
    @DisplayName("a server written as a name is asked on each of its addresses until one answers")
    void named() throws Exception {
        try (ScriptedDnsServer server = answering()) {
            DnsExchange exchange = DnsExchange.with("localhost:" + server.port());
            assertThat(exchange.overUdp(question().toWire(), AMPLE)).isNotEmpty();
            assertThat(exchange.overTcp(question().toWire(), AMPLE)).isNotEmpty();
        }
    }

    @Test
    @DisplayName("an answer that is not authoritative is silence, and one that is no message is unavailable")
    void unreadable() throws Exception {
        DnsExchange exchange = DnsExchange.with("192.0.2.53");
        Message lame = question();
        lame.getHeader().setFlag(Flags.QR);
        assertThat(exchange.read(lame.toWire(), "example.org", WWW)).isInstanceOf(Silent.class);
        assertThatThrownBy(() -> exchange.read(new byte[] {1, 2, 3}, "example.org", WWW))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("192.0.2.53");
    }

    @Test
    @DisplayName("where nobody listens, that is said at once, with the server's name")
    void nobody() throws Exception {
        long began = System.nanoTime();
        // Port 1 (tcpmux): a port that was free a moment ago may be somebody else's by now.
        for (String server : new String[] {"127.0.0.1:1", "localhost:1"}) {
            assertThatThrownBy(() -> DnsExchange.with(server).overTcp(question().toWire(), AMPLE))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining(server.replaceFirst(":.*", ""))
                    .hasMessageContaining("nothing listens");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AMPLE);
        assertThatThrownBy(() ->
                        DnsExchange.with("nowhere.invalid").overUdp(question().toWire(), AMPLE))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("nowhere.invalid");
    }

    @Test
    @DisplayName("silence ends exactly at the timeout, over UDP after one repetition")
    void silence() throws Exception {
        try (ScriptedDnsServer server = silent()) {
            for (boolean tcp : new boolean[] {false, true}) {
                long began = System.nanoTime();
                assertThatThrownBy(() -> {
                            if (tcp) {
                                with(server).overTcp(question().toWire(), SHORT);
                            } else {
                                with(server).overUdp(question().toWire(), SHORT);
                            }
                        })
                        .isInstanceOf(UnavailableException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(SHORT, SHORT.plusMillis(700));
            }
            assertThat(server.udpQueries()).hasSize(2);
        }
    }

    @Test
    @DisplayName("an interrupt ends it at once")
    void interrupted() throws Exception {
        try (ScriptedDnsServer server = silent()) {
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            Thread asking = new Thread(() -> {
                try {
                    with(server).overTcp(question().toWire(), Duration.ofMinutes(1));
                } catch (Throwable e) {
                    thrown.complete(e);
                }
            });
            asking.start();
            while (server.tcpQueries().isEmpty()) {
                Thread.onSpinWait();
            }
            asking.interrupt();
            assertThat(thrown.get(1, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        }
    }
}
