package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import dev.failover.component.Components;
import dev.failover.component.Settings;
import dev.failover.http.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A mysql check")
class MysqlHealthCheckTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final InetAddress LOCAL = InetAddresses.forString("127.0.0.1");
    private static final HexFormat HEX = HexFormat.of();

    /** The greeting of MySQL 5.5.2, as "MySQL Internals" documents it ("Connection Phase Packets", Protocol::HandshakeV10). */
    static final byte[] GREETING = HEX.parseHex("36000000" + "0a352e352e322d6d3200" + "0b000000" + "64764840492d434a00"
            + "fff7" + "08" + "0200" + "0000" + "00" + "00000000000000000000" + "2a34647c635a776b345e5d3a00");

    private static final String OK = "0000000200" + "0000";

    /** The packets that the server hears, their headers included. */
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private static byte[] packet(int number, String hex) {
        byte[] content = HEX.parseHex(hex);
        byte[] packet = new byte[4 + content.length];
        packet[0] = (byte) content.length;
        packet[3] = (byte) number;
        System.arraycopy(content, 0, packet, 4, content.length);
        return packet;
    }

    static byte[] error(int number, int code, String text) {
        return packet(
                number,
                "ff%02x%02x".formatted(code & 0xff, code >> 8) + HEX.formatHex(text.getBytes(StandardCharsets.UTF_8)));
    }

    private boolean hear(Socket connection) throws IOException {
        byte[] header = connection.getInputStream().readNBytes(4);
        if (header.length < 4) {
            return false;
        }
        byte[] content = connection.getInputStream().readNBytes(header[0] & 0xff);
        heard.add(HEX.formatHex(header) + HEX.formatHex(content));
        return true;
    }

    /** Says each of these, after the first each once it has heard something. */
    private Health probe(byte[]... packets) throws Exception {
        CountDownLatch hungUp = new CountDownLatch(1);
        try (RawServer server = RawServer.start(connection -> {
            try {
                for (byte[] packet : packets) {
                    connection.getOutputStream().write(packet);
                    if (!hear(connection)) {
                        break;
                    }
                }
                connection.close();
            } finally {
                hungUp.countDown();
            }
        })) {
            Health health =
                    MysqlHealthCheck.builder().port(server.port()).build().check(LOCAL, TIMEOUT);
            assertThat(hungUp.await(10, TimeUnit.SECONDS)).isTrue();
            return health;
        }
    }

    @Test
    @DisplayName("says its part to the end, so that the server does not count a broken connection")
    void letIn() throws Exception {
        assertThat(probe(GREETING, packet(2, OK))).isEqualTo(Health.up("takes connections; version 5.5.2-m2"));
        String response = heard.poll(10, TimeUnit.SECONDS);
        assertThat(response)
                .startsWith("40000001" + "01820800" + "00000001" + "2d" + "00".repeat(23))
                .endsWith(HEX.formatHex("failover\0\0mysql_native_password\0".getBytes(StandardCharsets.US_ASCII)));
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("0100000001");
    }

    @Test
    @DisplayName("has no password by any method, and is up if the server wants more than that")
    void otherMethod() throws Exception {
        byte[] other = packet(
                2, "fe" + HEX.formatHex("caching_sha2_password\0challenge\0".getBytes(StandardCharsets.US_ASCII)));
        assertThat(probe(GREETING, other, error(4, 1045, "#28000Access denied for user 'failover'@'192.0.2.1'")))
                .isEqualTo(
                        Health.up(
                                "takes connections, though not this one: \"Access denied for user 'failover'@'192.0.2.1'\" (1045); version 5.5.2-m2"));
        heard.take();
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("00000003");
        assertThat(probe(GREETING, packet(2, "0104")))
                .isEqualTo(Health.up("takes connections, and asks who it is; version 5.5.2-m2"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    1040 | Too many connections | DOWN | takes no connection: "Too many connections" (1040)
                    1053 | #08S01Server shutdown in progress | DOWN | takes no connection: "Server shutdown in progress" (1053)
                    1130 | Host '192.0.2.1' is not allowed to connect | UP | takes connections, though not this one: "Host '192.0.2.1' is not allowed to connect" (1130)
                    1129 | Host '192.0.2.1' is blocked | UNKNOWN | has blocked this machine until its host cache is flushed: "Host '192.0.2.1' is blocked" (1129)
                    """)
    @DisplayName("tells a server that takes no connection from one that does not want this one, by the code it names")
    void refused(int code, String text, Health.Status status, String detail) throws Exception {
        assertThat(probe(error(0, code, text)))
                .extracting(Health::status, Health::detail)
                .containsExactly(status, detail);
        assertThat(probe(GREETING, error(2, code, text)).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "48545450", // A length of five million.
        "0000000000",
        "01000000ff",
        "0100000009",
        "020000000a35",
        "040000000a352e00"
    })
    @DisplayName("is down with what is not the protocol")
    void nonsense(String hex) throws Exception {
        assertThat(probe(HEX.parseHex(hex)).status()).isEqualTo(Health.Status.DOWN);
    }

    @Test
    void isMadeFromSettings() {
        assertThat(create(Map.of())).hasToString("mysql check: port 3306");
        assertThat(create(Map.of("port", "3307", "user", "u", "tls.name", "db.example.org")))
                .hasToString("mysql check: port 3307");
        assertThatThrownBy(() -> create(Map.of("password", "x")))
                .hasMessage("check.password: unknown setting; known are [port, tls, user]");
    }

    private static HealthCheck create(Map<String, String> settings) {
        return Components.load(HealthCheckFactory.class).create("mysql", Settings.of("check", settings));
    }
}
