package dev.failover.health;

import dev.failover.component.Excerpt;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Begins a session with a MySQL or MariaDB server, as a user without a password, and ends it. The server is UP if it takes connections: if it
 * lets that user in, asks for more, or refuses that user or this host by name or rule. It is DOWN if it takes none, as while it shuts down
 * or when there are too many. Whether queries succeed, and whether it takes writes, it does not find out.
 *
 * <p>It says its part to the end: a server blocks a host whose connections break off after the greeting ({@code max_connect_errors}).
 * Should it have done so, that says nothing about others: UNKNOWN. It speaks version 10 of the protocol (MySQL 3.21.0 and later; MySQL
 * Internals, "Connection Phase"). Immutable and thread-safe.
 */
public final class MysqlHealthCheck implements HealthCheck {
    /** Far more than any greeting or error. */
    private static final int LONGEST_PACKET = 16 << 10;

    private static final int PROTOCOL_10 = 10;
    private static final int OK = 0;
    private static final int ERROR = 0xff;
    private static final int OTHER_METHOD = 0xfe;

    /** CLIENT_LONG_PASSWORD, CLIENT_PROTOCOL_41, CLIENT_SECURE_CONNECTION, CLIENT_PLUGIN_AUTH ("Capabilities Flags"). */
    private static final int CAPABILITIES = 0x1 | 0x200 | 0x8000 | 0x80000;

    private static final int TLS_CAPABILITY = 0x800;
    private static final int LONGEST_ANSWER = 1 << 24;
    /** utf8mb4_general_ci. */
    private static final byte CHARACTER_SET = 45;

    /** COM_QUIT. */
    private static final byte[] GOODBYE = {1};

    /** ER_HOST_IS_BLOCKED. */
    private static final int BLOCKED = 1129;

    /**
     * Access denied (1044, 1045, 1698), host not allowed (1130), method not supported (1251), password expired (1862), account locked (3118;
     * of MariaDB 4151), TLS required (3159): "Server Error Message Reference".
     */
    private static final Set<Integer> ABOUT_WHO_ASKS = Set.of(1044, 1045, 1130, 1251, 1698, 1862, 3118, 3159, 4151);

    private final int port;
    private final String user;
    private final Optional<TlsOptions> tls;

    private MysqlHealthCheck(Builder builder) {
        port = builder.port;
        user = builder.user;
        tls = Optional.ofNullable(builder.tls);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** What one side says at once: up to 16 MiB, with a number that counts both sides' packets. */
    private record Packet(int number, ByteBuffer content) {
        static Packet from(Peer peer) throws IOException {
            byte[] header = peer.read(4);
            int length = (header[0] & 0xff) | (header[1] & 0xff) << 8 | (header[2] & 0xff) << 16;
            if (length == 0 || length > LONGEST_PACKET) {
                throw notMysql();
            }
            return new Packet(header[3], ByteBuffer.wrap(peer.read(length)).order(ByteOrder.LITTLE_ENDIAN));
        }

        /** What kind it is. */
        int type() {
            return content.get(0) & 0xff;
        }
    }

    @Override
    public Health check(InetAddress address, Duration timeout) throws InterruptedException {
        return new SocketProbe(address, port, tls, timeout, TimeSource.system()).run(this::begin);
    }

    private Health begin(Peer peer) throws IOException {
        Packet greeting = Packet.from(peer);
        if (greeting.type() == ERROR) {
            return refused(greeting, Optional.empty());
        }
        if (greeting.type() != PROTOCOL_10) {
            throw notMysql();
        }
        Optional<String> version = Optional.of(versionIn(greeting));
        int number = greeting.number();
        if (peer.isToSpeakTls()) {
            if ((capabilitiesIn(greeting) & TLS_CAPABILITY) == 0) {
                return Health.down("does not offer TLS");
            }
            say(peer, ++number, response().limit(32).flip());
            peer.secure();
        }
        say(peer, ++number, response().flip());
        Packet answer = Packet.from(peer);
        if (answer.type() == OTHER_METHOD && answer.content().limit() > 1) {
            // No password, by whatever method.
            say(peer, answer.number() + 1, ByteBuffer.allocate(0));
            answer = Packet.from(peer);
        }
        return switch (answer.type()) {
            case OK -> {
                say(peer, 0, ByteBuffer.wrap(GOODBYE));
                yield Health.up("takes connections" + told(version));
            }
            case ERROR -> refused(answer, version);
            default -> Health.up("takes connections, and asks who it is" + told(version));
        };
    }

    private static void say(Peer peer, int number, ByteBuffer content) throws IOException {
        int length = content.remaining();
        peer.say(ByteBuffer.allocate(4 + length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length | number << 24)
                .put(content)
                .array());
    }

    private static String versionIn(Packet greeting) throws ProtocolException {
        ByteBuffer content = greeting.content().position(1);
        StringBuilder version = new StringBuilder();
        while (content.hasRemaining()) {
            byte next = content.get();
            if (next == 0) {
                // MariaDB before 11 puts this before its own, for replicas that know no other numbers.
                return version.toString().replaceFirst("^5\\.5\\.5-(?=.*MariaDB)", "");
            }
            version.append((char) (next & 0xff));
        }
        throw notMysql();
    }

    /** Of the lower ones, which stand after a number, eight bytes of a challenge and a zero byte. */
    private static int capabilitiesIn(Packet greeting) throws ProtocolException {
        ByteBuffer content = greeting.content();
        int at = content.position() + 4 + 8 + 1;
        if (at + 2 > content.limit()) {
            throw notMysql();
        }
        return content.getShort(at) & 0xffff;
    }

    /** "HandshakeResponse41"; its first 32 bytes are the "SSLRequest". */
    private ByteBuffer response() {
        byte[] name = user.getBytes(StandardCharsets.UTF_8);
        byte[] method = "mysql_native_password\0".getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(32 + name.length + 2 + method.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(CAPABILITIES | (tls.isPresent() ? TLS_CAPABILITY : 0))
                .putInt(LONGEST_ANSWER)
                .put(CHARACTER_SET)
                .put(new byte[23])
                .put(name)
                .put(new byte[2]) // The name's end, and a password of no bytes.
                .put(method);
    }

    /** "ERR_Packet": its code, perhaps {@code #} and a state of five characters, and a text. */
    private static Health refused(Packet answer, Optional<String> version) throws ProtocolException {
        ByteBuffer content = answer.content();
        if (content.limit() < 3) {
            throw notMysql();
        }
        int code = content.getShort(1) & 0xffff;
        String text = StandardCharsets.UTF_8
                .decode(content.duplicate().position(3))
                .toString()
                .replaceFirst("(?s)^#.{5}", "");
        String said = "\"%s\" (%s)".formatted(Excerpt.of(text), code);
        if (code == BLOCKED) {
            return Health.unknown("has blocked this machine until its host cache is flushed: " + said);
        }
        return ABOUT_WHO_ASKS.contains(code)
                ? Health.up("takes connections, though not this one: " + said + told(version))
                : Health.down("takes no connection: " + said);
    }

    private static String told(Optional<String> version) {
        return version.map(text -> "; version " + Excerpt.of(text, 40)).orElse("");
    }

    private static ProtocolException notMysql() {
        return new ProtocolException("its answer is not MySQL's protocol");
    }

    @Override
    public String toString() {
        return "mysql check: port " + port;
    }

    /** Builds a {@link MysqlHealthCheck}. Nothing is required. Not thread-safe. */
    public static final class Builder {
        private static final int MYSQL = 3306;

        private int port = MYSQL;
        private String user = "failover";
        private @Nullable TlsOptions tls;

        private Builder() {}

        /** At which port, 1 to 65535; by default 3306. */
        public Builder port(int port) {
            this.port = PortRange.checked(port);
            return this;
        }

        /** As whom to begin the session; by default {@code failover}. There need not be such a user. */
        public Builder user(String user) {
            this.user = ServerNames.checked(user);
            return this;
        }

        /** How to speak TLS; by default not at all. */
        public Builder tls(TlsOptions tls) {
            this.tls = tls;
            return this;
        }

        /** The check. */
        public MysqlHealthCheck build() {
            return new MysqlHealthCheck(this);
        }
    }
}
