package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.DnsServer.Failure;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

@DisplayName("The DNS server")
class DnsServerTest {
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final RecordKey WWW = new RecordKey("www", RecordType.A);

    private DnsServer server;

    @BeforeEach
    void start() throws IOException {
        server = DnsServer.start("example.org");
        server.put(RecordSet.of(WWW, TTL, "192.0.2.1"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private SimpleResolver resolver() {
        SimpleResolver resolver = new SimpleResolver(server.socketAddress());
        resolver.setTimeout(Duration.ofSeconds(5));
        return resolver;
    }

    private static Message question(String name, int type) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN));
    }

    private Message ask(String name, int type) throws IOException {
        return resolver().send(question(name, type));
    }

    private static List<String> answers(Message message) {
        return message.getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .sorted()
                .toList();
    }

    private static void assertNothing(Message answer, int rcode) {
        assertThat(answer.getRcode()).isEqualTo(rcode);
        assertThat(answer.getSection(Section.ANSWER)).isEmpty();
        assertThat(answer.getSection(Section.AUTHORITY)).singleElement().isInstanceOf(SOARecord.class);
    }

    @Test
    @DisplayName("answers with authority, over UDP and over TCP, at one port")
    void answersAtOnePort() throws IOException {
        for (boolean tcp : List.of(false, true)) {
            SimpleResolver resolver = resolver();
            resolver.setTCP(tcp);
            Message answer = resolver.send(question("www.example.org", Type.A));
            assertThat(answers(answer)).containsExactly("192.0.2.1");
            assertThat(answer.getSection(Section.ANSWER).get(0).getTTL()).isEqualTo(60);
            assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
            assertThat(answer.getHeader().getFlag(Flags.RA)).isFalse();
        }
        assertThat(server.queries()).isEqualTo(2);
        assertThat(server.address())
                .isEqualTo("127.0.0.1:" + server.socketAddress().getPort());
    }

    @Test
    @DisplayName("serves every type, several values, the apex, and names in any case")
    void everyType() throws IOException {
        server.replaceAll(List.of(
                RecordSet.of(new RecordKey("@", RecordType.A), TTL, "192.0.2.1", "192.0.2.2"),
                RecordSet.of(new RecordKey("www", RecordType.AAAA), TTL, "2001:db8::1"),
                RecordSet.of(
                        new RecordKey("text", RecordType.TXT),
                        TTL,
                        "with \"quotes\", \\ and \u00e9",
                        "x".repeat(300))));
        assertThat(answers(ask("example.org", Type.A))).containsExactly("192.0.2.1", "192.0.2.2");
        assertThat(answers(ask("WwW.eXample.ORG", Type.AAAA))).containsExactly("2001:db8:0:0:0:0:0:1");
        assertThat(answers(ask("text.example.org", Type.TXT)))
                .containsExactlyInAnyOrder(
                        "\"with \\\"quotes\\\", \\\\ and \\195\\169\"", "x".repeat(255) + " " + "x".repeat(45));
        assertNothing(ask("www.example.org", Type.A), Rcode.NOERROR);
    }

    @Test
    @DisplayName("follows an alias within the zone, and gives the alias alone where it leaves it or goes in circles")
    void aliases() throws IOException {
        server.put(RecordSet.of(new RecordKey("alias", RecordType.CNAME), TTL, "www.example.org."));
        server.put(RecordSet.of(new RecordKey("away", RecordType.CNAME), TTL, "www.example.net."));
        server.put(RecordSet.of(new RecordKey("left", RecordType.CNAME), TTL, "right.example.org."));
        server.put(RecordSet.of(new RecordKey("right", RecordType.CNAME), TTL, "left.example.org."));
        assertThat(answers(ask("alias.example.org", Type.A))).containsExactly("192.0.2.1", "www.example.org.");
        assertThat(answers(ask("alias.example.org", Type.CNAME))).containsExactly("www.example.org.");
        assertThat(answers(ask("away.example.org", Type.A))).containsExactly("www.example.net.");
        assertThat(answers(ask("left.example.org", Type.A))).hasSize(2);
    }

    @Test
    @DisplayName("tells a name that does not exist from one without such a type, with the SOA record in either case")
    void nothingThere() throws IOException {
        server.put(RecordSet.of(new RecordKey("a.deep", RecordType.A), TTL, "192.0.2.3"));
        server.put(RecordSet.of(new RecordKey("*", RecordType.A), TTL, "192.0.2.4"));
        assertNothing(ask("www.example.org", Type.AAAA), Rcode.NOERROR);
        assertNothing(ask("deep.example.org", Type.A), Rcode.NOERROR);
        assertNothing(ask("nowhere.example.org", Type.A), Rcode.NXDOMAIN);
        server.remove(WWW);
        assertNothing(ask("www.example.org", Type.A), Rcode.NXDOMAIN);
    }

    @Test
    @DisplayName("gives its SOA, whose serial grows with each change, and its NS with an address")
    void soa() throws IOException {
        long before = server.serial();
        server.put(RecordSet.of(WWW, TTL, "192.0.2.9"));
        server.remove(WWW);
        server.replaceAll(List.of());
        assertThat(server.serial()).isEqualTo(before + 3);
        SOARecord soa = (SOARecord)
                ask("example.org", Type.SOA).getSection(Section.ANSWER).get(0);
        assertThat(soa.getSerial()).isEqualTo(server.serial());
        assertThat(answers(ask("example.org", Type.NS))).containsExactly("ns.example.org.");
        assertThat(answers(ask("ns.example.org", Type.A))).containsExactly("127.0.0.1");
    }

    @Test
    @DisplayName("refuses what is not its zone, transfers and updates, and survives rubbish")
    void refuses() throws IOException {
        assertThat(ask("www.example.com", Type.A).getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(ask("notexample.org", Type.A).getRcode()).isEqualTo(Rcode.REFUSED);
        Message update = question("example.org", Type.SOA);
        update.getHeader().setOpcode(Opcode.UPDATE);
        assertThat(resolver().send(update).getRcode()).isEqualTo(Rcode.NOTIMP);
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int length : new int[] {0, 1, 11, 12, 30}) {
                byte[] rubbish = new byte[length];
                java.util.Arrays.fill(rubbish, (byte) 0x7F);
                socket.send(new DatagramPacket(rubbish, length, server.socketAddress()));
            }
        }
        assertThat(answers(ask("www.example.org", Type.A))).containsExactly("192.0.2.1");
    }

    @Test
    @DisplayName("cuts over UDP what is too long for the asker, and gives the whole over TCP")
    void truncates() throws IOException {
        TreeSet<String> many = new TreeSet<>();
        IntStream.range(0, 60).forEach(i -> many.add("192.0.2." + i));
        server.put(new RecordSet(WWW, TTL, many));
        SimpleResolver plain = resolver();
        plain.setIgnoreTruncation(true);
        plain.setEDNS(-1);
        Message cut = plain.send(question("www.example.org", Type.A));
        assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(cut.getSection(Section.ANSWER)).isEmpty();
        assertThat(cut.numBytes()).isLessThanOrEqualTo(512);
        plain.setEDNS(0, 4096, 0, List.of());
        assertThat(answers(plain.send(question("www.example.org", Type.A)))).hasSize(60);
        plain.setEDNS(0, 600, 0, List.of());
        assertThat(plain.send(question("www.example.org", Type.A)).getHeader().getFlag(Flags.TC))
                .isTrue();
        assertThat(answers(ask("www.example.org", Type.A)))
                .as("asked again over TCP")
                .hasSize(60);
    }

    @Test
    @DisplayName("is silent, fails and is late when told to, and heals")
    void faults() throws IOException {
        SimpleResolver hasty = resolver();
        hasty.setTimeout(Duration.ofMillis(300));
        server.silence();
        assertThatThrownBy(() -> hasty.send(question("www.example.org", Type.A)))
                .isInstanceOf(IOException.class);
        assertThat(server.queries()).isEqualTo(1);
        for (Failure failure : Failure.values()) {
            server.answerWith(failure);
            Message answer = ask("www.example.org", Type.A);
            assertThat(Rcode.string(answer.getRcode())).isEqualTo(failure.name());
            assertThat(answer.getSection(Section.ANSWER)).isEmpty();
        }
        server.delay(Duration.ofMillis(100));
        long before = System.nanoTime();
        assertThat(answers(ask("www.example.org", Type.A))).hasSize(1);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
        server.heal();
        assertThat(answers(ask("www.example.org", Type.A))).hasSize(1);
    }

    @Test
    @DisplayName("answers several questions over one TCP connection")
    void severalOverTcp() throws IOException {
        byte[] question = question("www.example.org", Type.A).toWire();
        try (Socket socket = new Socket(
                server.socketAddress().getAddress(), server.socketAddress().getPort())) {
            for (int i = 0; i < 3; i++) {
                java.io.DataOutputStream out = new java.io.DataOutputStream(socket.getOutputStream());
                out.writeShort(question.length);
                out.write(question);
                java.io.DataInputStream in = new java.io.DataInputStream(socket.getInputStream());
                byte[] answer = new byte[in.readUnsignedShort()];
                in.readFully(answer);
                assertThat(answers(new Message(answer))).containsExactly("192.0.2.1");
            }
        }
    }

    @Test
    @DisplayName("frees its port and ends its threads when closed")
    void frees() throws IOException {
        int port = server.socketAddress().getPort();
        server.close();
        server.close();
        InetAddress address = server.socketAddress().getAddress();
        try (ServerSocket tcp = new ServerSocket();
                DatagramSocket udp = new DatagramSocket(port, address)) {
            tcp.setReuseAddress(true);
            tcp.bind(new java.net.InetSocketAddress(address, port));
            assertThat(udp.isBound()).isTrue();
        }
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        String name = "dns-server-" + port;
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(name))) {
            assertThat(System.nanoTime()).as("threads left behind").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    @DisplayName("listens at the port asked for, or says that it can't")
    void fixedPort() throws IOException {
        int port = server.socketAddress().getPort();
        assertThatThrownBy(() -> DnsServer.builder("example.org").port(port).start())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("port " + port);
        server.close();
        try (DnsServer again = DnsServer.builder("example.org")
                .port(port)
                .nameServer("ns1.example.net.")
                .start()) {
            assertThat(again.socketAddress().getPort()).isEqualTo(port);
            server = again;
            assertThat(answers(ask("example.org", Type.NS))).containsExactly("ns1.example.net.");
        }
    }

    @Test
    @DisplayName("follows a provider in memory, publication by publication")
    void followsProvider() throws Exception {
        InMemoryDnsProvider provider = InMemoryDnsProvider.of("example.org");
        provider.onPublish(server::replaceAll);
        assertNothing(ask("www.example.org", Type.A), Rcode.NXDOMAIN);
        provider.put(RecordSet.of(WWW, TTL, "198.51.100.1"));
        assertThat(answers(ask("www.example.org", Type.A))).containsExactly("198.51.100.1");
        assertThat(server.find(WWW)).isEqualTo(provider.published(WWW));
    }
}
