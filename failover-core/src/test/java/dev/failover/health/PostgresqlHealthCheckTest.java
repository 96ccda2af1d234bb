package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import com.google.common.primitives.Bytes;
import dev.failover.component.Components;
import dev.failover.component.Settings;
import dev.failover.http.RawServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A postgresql check")
class PostgresqlHealthCheckTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final InetAddress LOCAL = InetAddresses.forString("127.0.0.1");

    /** What the server hears of a message: its content, behind its length. */
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private String hear(Socket connection) throws IOException {
        int length = ByteBuffer.wrap(connection.getInputStream().readNBytes(4)).getInt();
        String message = new String(connection.getInputStream().readNBytes(length - 4), StandardCharsets.UTF_8);
        heard.add(message);
        return message;
    }

    private Health probe(byte[] answer, PostgresqlHealthCheck.Builder check) throws Exception {
        CountDownLatch hungUp = new CountDownLatch(1);
        try (RawServer server = RawServer.start(connection -> {
            try {
                hear(connection);
                connection.getOutputStream().write(answer);
                heard.add(new String(connection.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
                connection.close();
            } finally {
                hungUp.countDown();
            }
        })) {
            Health health = check.port(server.port()).build().check(LOCAL, TIMEOUT);
            assertThat(hungUp.await(10, TimeUnit.SECONDS)).isTrue();
            return health;
        }
    }

    private Health probe(byte[] answer) throws Exception {
        return probe(answer, PostgresqlHealthCheck.builder());
    }

    static byte[] message(char type, byte[] content) {
        return ByteBuffer.allocate(5 + content.length)
                .put((byte) type)
                .putInt(4 + content.length)
                .put(content)
                .array();
    }

    static byte[] error(String severity, String state, String text) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (String field : new String[] {"S" + severity, "V" + severity, "C" + state, "M" + text, "Fpostmaster.c"}) {
            content.writeBytes((field + "\0").getBytes(StandardCharsets.UTF_8));
        }
        content.write(0);
        return message('E', content.toByteArray());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    57P03 | the database system is starting up | DOWN | takes no connection: "the database system is starting up" (57P03)
                    57P03 | the database system is not yet accepting connections | DOWN | takes no connection: "the database system is not yet accepting connections" (57P03)
                    53300 | sorry, too many clients already | DOWN | takes no connection: "sorry, too many clients already" (53300)
                    58P01 | could not open file | DOWN | takes no connection: "could not open file" (58P01)
                    28000 | no pg_hba.conf entry for host "192.0.2.1" | UP | takes connections, though not this one: "no pg_hba.conf entry for host "192.0.2.1"" (28000)
                    28P01 | password authentication failed | UP | takes connections, though not this one: "password authentication failed" (28P01)
                    3D000 | database "postgres" does not exist | UP | takes connections, though not this one: "database "postgres" does not exist" (3D000)
                    42501 | permission denied for database "postgres" | UP | takes connections, though not this one: "permission denied for database "postgres"" (42501)
                    """)
    @DisplayName("tells a server that takes no connection from one that does not want this one, by the state it names")
    void refused(String state, String text, Health.Status status, String detail) throws Exception {
        assertThat(probe(error("FATAL", state, text)))
                .extracting(Health::status, Health::detail)
                .containsExactly(status, detail);
    }

    @Test
    @DisplayName(
            "is up if the server asks for a password, and leaves as psql does; if it lets the user in, takes its leave")
    void authentication() throws Exception {
        byte[] scram = message('R', "\0\0\0\nSCRAM-SHA-256\0\0".getBytes(StandardCharsets.US_ASCII));
        assertThat(probe(scram, PostgresqlHealthCheck.builder().user("probe").database("shop")))
                .isEqualTo(Health.up("takes connections, and asks who it is"));
        assertHeard("\0\3\0\0user\0probe\0database\0shop\0application_name\0failover\0\0");
        assertHeard("");

        byte[] told = message('S', "server_version\00015\0".getBytes(StandardCharsets.US_ASCII));
        byte[] ready = Bytes.concat(message('R', new byte[4]), told, message('Z', new byte[] {'I'}));
        assertThat(probe(ready)).isEqualTo(Health.up("takes connections"));
        assertHeard("\0\3\0\0user\0failover\0database\0postgres\0application_name\0failover\0\0");
        assertHeard("X\0\0\0\4");
    }

    @Test
    @DisplayName("is down if the server lets the user in, and then has no place left")
    void noPlaceLeft() throws Exception {
        assertThat(probe(Bytes.concat(
                        message('R', new byte[4]), error("FATAL", "53300", "remaining connection slots are reserved"))))
                .isEqualTo(Health.down("takes no connection: \"remaining connection slots are reserved\" (53300)"));
    }

    private void assertHeard(String message) throws InterruptedException {
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(message);
    }

    @Test
    @DisplayName("is down with what is not the protocol, and shows no control character of it")
    void nonsense() throws Exception {
        Health nonsense = Health.down("its answer is not PostgreSQL's protocol");
        assertThat(probe("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(nonsense);
        assertThat(probe(ByteBuffer.allocate(9)
                        .put((byte) 'R')
                        .putInt(Integer.MAX_VALUE)
                        .array()))
                .isEqualTo(nonsense);
        assertThat(probe("Ecould not fork new process\u001b[31m: no memory\n\0".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(Health.down("takes no connection: \"could not fork new process: no memory\""));
        assertThat(probe(error("FATAL", "57P03\u0007", "a\u001b]0;b\u0007c\u202e\n")))
                .isEqualTo(Health.down("takes no connection: \"ac\" (57P03)"));
        assertThat(probe(message('E', new byte[1])))
                .isEqualTo(Health.down("takes no connection: \"no reason given\" ()"));
    }

    @Test
    void isMadeFromSettings() {
        assertThat(create(Map.of())).hasToString("postgresql check: port 5432");
        assertThat(create(Map.of("port", "6432", "user", "u", "database", "d", "tls.name", "db.example.org")))
                .hasToString("postgresql check: port 6432");
        assertThat(create(Map.of("tls.verify-certificate", "false"))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    port | 0 | check.port: must be from 1 to 65535, not 0
                    user | '' | check.user: must be a name of 1 to 320 bytes, without a NUL character
                    tls | true | check.tls: must be a block of settings, not one value
                    tls.verify-certificate | true | check.tls.name: is required: the host that the certificate must be made out to, like db.example.com
                    tls.name | a b | check.tls.name: must be the name of a host, like mail.example.com
                    tls.nmae | a | check.tls.nmae: unknown setting; known are [name, trust-store, trust-store-password, verify-certificate]; did you mean "name"?; check.tls.name: is required: the host that the certificate must be made out to, like db.example.com
                    password | x | check.password: unknown setting; known are [database, port, tls, user]
                    """)
    void saysWhatIsWrong(String key, String value, String message) {
        assertThatThrownBy(() -> create(Map.of(key, value))).hasMessage(message);
    }

    private static HealthCheck create(Map<String, String> settings) {
        return Components.load(HealthCheckFactory.class).create("postgresql", Settings.of("check", settings));
    }
}
