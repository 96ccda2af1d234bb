package dev.failover.health;

import dev.failover.component.Excerpt;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Begins a session with a PostgreSQL server, and ends it before anybody has logged in. As {@code pg_isready} has it, the server is UP if it
 * takes connections: if it asks for a password, lets the user in, or refuses this user by name or rule. It is DOWN if it says that it takes
 * none: while it starts, recovers or shuts down, or when there are too many. Whether queries succeed, and whether it takes writes, it does
 * not find out.
 *
 * <p>It speaks version 3.0 of the protocol (PostgreSQL 7.4 and later; its documentation, chapter "Frontend/Backend Protocol"). Immutable and
 * thread-safe.
 */
public final class PostgresqlHealthCheck implements HealthCheck {
    /** "SSLRequest" and "StartupMessage" of the chapter "Message Formats". */
    private static final int ASK_FOR_TLS = 80877103;

    private static final int PROTOCOL_3_0 = 3 << 16;
    /** More than that libpq takes for no error of a server, either. */
    private static final int LONGEST_MESSAGE = 30_000;
    /** "Terminate". */
    private static final byte[] GOODBYE = {'X', 0, 0, 0, 4};

    private final int port;
    private final String user;
    private final String database;
    private final Optional<TlsOptions> tls;

    private PostgresqlHealthCheck(Builder builder) {
        port = builder.port;
        user = builder.user;
        database = builder.database;
        tls = Optional.ofNullable(builder.tls);
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Health check(InetAddress address, Duration timeout) throws InterruptedException {
        return new SocketProbe(address, port, tls, timeout, TimeSource.system()).run(this::begin);
    }

    private Health begin(Peer peer) throws IOException {
        if (peer.isToSpeakTls()) {
            peer.say(ByteBuffer.allocate(8).putInt(8).putInt(ASK_FOR_TLS).array());
            int answer = peer.read();
            if (answer == 'N') {
                return Health.down("does not offer TLS");
            }
            if (answer == 'E') {
                return refused(peer);
            }
            if (answer != 'S') {
                throw notPostgresql();
            }
            peer.secure();
        }
        peer.say(startup());
        return switch (peer.read()) {
            case 'R' -> authentication(peer);
            case 'E' -> refused(peer);
            default -> throw notPostgresql();
        };
    }

    private byte[] startup() {
        byte[] parameters = ("user\0" + user + "\0database\0" + database + "\0application_name\0failover\0\0")
                .getBytes(StandardCharsets.UTF_8);
        int length = 8 + parameters.length;
        return ByteBuffer.allocate(length)
                .putInt(length)
                .putInt(PROTOCOL_3_0)
                .put(parameters)
                .array();
    }

    private Health authentication(Peer peer) throws IOException {
        // All of it: whoever hangs up with something unread resets the connection, which servers log.
        if (method(peer) != 0) {
            // To hang up now is how psql asks its user for a password, too.
            return Health.up("takes connections, and asks who it is");
        }
        return letIn(peer);
    }

    private static int method(Peer peer) throws IOException {
        byte[] content = content(peer);
        if (content.length < 4) {
            throw notPostgresql();
        }
        return ByteBuffer.wrap(content).getInt();
    }

    /** Whom it lets in it may still refuse, for want of a free place, until it is "ReadyForQuery". */
    private Health letIn(Peer peer) throws IOException {
        for (int type = peer.read(); type != 'Z'; type = peer.read()) {
            if (type == 'E') {
                return refused(peer);
            }
            content(peer);
        }
        content(peer);
        peer.say(GOODBYE);
        return Health.up("takes connections");
    }

    private static byte[] content(Peer peer) throws IOException {
        int length = ByteBuffer.wrap(peer.read(4)).getInt();
        if (length < 4 || length > LONGEST_MESSAGE) {
            throw notPostgresql();
        }
        return peer.read(length - 4);
    }

    private Health refused(Peer peer) throws IOException {
        byte[] first = peer.read(4);
        int length = ByteBuffer.wrap(first).getInt();
        if (length < 5 || length > LONGEST_MESSAGE) {
            // One that can't even start a process says so as in version 2: a text, and no more.
            String text = new String(first, StandardCharsets.UTF_8) + peer.readUntil('\0');
            return Health.down("takes no connection: \"" + Excerpt.of(text) + "\"");
        }
        Map<Character, String> fields = fields(new String(peer.read(length - 4), StandardCharsets.UTF_8));
        String state = fields.getOrDefault('C', "");
        String said = "\"%s\" (%s)".formatted(Excerpt.of(fields.get('M')), Excerpt.of(state, 5));
        return isAboutWhoAsks(state)
                ? Health.up("takes connections, though not this one: " + said)
                : Health.down("takes no connection: " + said);
    }

    /** "ErrorResponse": a letter and a text each, with a zero byte after it; another one ends them. */
    private static Map<Character, String> fields(String message) {
        Map<Character, String> fields = new HashMap<>();
        for (String field : message.split("\0", -1)) {
            if (!field.isEmpty()) {
                fields.putIfAbsent(field.charAt(0), field.substring(1));
            }
        }
        return fields;
    }

    /** Class 28 (invalid authorization), an unknown database, a missing right to connect ("PostgreSQL Error Codes"). */
    private static boolean isAboutWhoAsks(String state) {
        return state.startsWith("28") || state.equals("3D000") || state.equals("42501");
    }

    private static ProtocolException notPostgresql() {
        return new ProtocolException("its answer is not PostgreSQL's protocol");
    }

    @Override
    public String toString() {
        return "postgresql check: port " + port;
    }

    /** Builds a {@link PostgresqlHealthCheck}. Nothing is required. Not thread-safe. */
    public static final class Builder {
        private static final int POSTGRESQL = 5432;

        private int port = POSTGRESQL;
        private String user = "failover";
        private String database = "postgres";
        private @Nullable TlsOptions tls;

        private Builder() {}

        /** At which port, 1 to 65535; by default 5432. */
        public Builder port(int port) {
            this.port = PortRange.checked(port);
            return this;
        }

        /** As whom to begin the session; by default {@code failover}. There need not be such a user. */
        public Builder user(String user) {
            this.user = ServerNames.checked(user);
            return this;
        }

        /** With which database; by default {@code postgres}. There need not be one of that name. */
        public Builder database(String database) {
            this.database = ServerNames.checked(database);
            return this;
        }

        /** How to speak TLS; by default not at all. */
        public Builder tls(TlsOptions tls) {
            this.tls = tls;
            return this;
        }

        /** The check. */
        public PostgresqlHealthCheck build() {
            return new PostgresqlHealthCheck(this);
        }
    }
}
