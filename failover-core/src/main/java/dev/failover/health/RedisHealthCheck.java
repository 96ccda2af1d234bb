package dev.failover.health;

import dev.failover.component.Excerpt;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.Secret;
import dev.failover.time.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks a Redis server, or one that speaks its protocol, by {@code PING}: UP if it answers {@code PONG}. It is DOWN if it answers otherwise,
 * as while it loads its data ({@code LOADING}).
 *
 * <p>A server that wants a password, and was given none, is UP as it answers; whether it is still loading it then does not say. If it
 * refuses the password it was given, or lets its user not ask, that says nothing about the site: UNKNOWN. Immutable and thread-safe.
 */
public final class RedisHealthCheck implements HealthCheck {
    private final int port;
    private final Optional<String> user;
    private final Optional<Secret> password;
    private final Optional<TlsOptions> tls;

    private RedisHealthCheck(Builder builder) {
        port = builder.port;
        user = Optional.ofNullable(builder.user);
        password = Optional.ofNullable(builder.password);
        tls = Optional.ofNullable(builder.tls);
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Health check(InetAddress address, Duration timeout) throws InterruptedException {
        return new SocketProbe(address, port, tls, timeout, TimeSource.system()).run(this::ping);
    }

    private Health ping(Peer peer) throws IOException {
        if (peer.isToSpeakTls()) {
            peer.secure();
        }
        if (password.isPresent()) {
            String secret = password.get().reveal();
            peer.say(command(user.map(name -> List.of("AUTH", name, secret)).orElse(List.of("AUTH", secret))));
            String answer = peer.readLine();
            if (!answer.equals("+OK")) {
                return isLogInRefused(answer)
                        ? Health.unknown("does not let this check in: " + quoted(answer))
                        : Health.down("answered " + quoted(answer) + " to AUTH");
            }
        }
        peer.say(command(List.of("PING")));
        String answer = peer.readLine();
        if (answer.equals("+PONG")) {
            return Health.up("answered PONG");
        }
        if (answer.startsWith("-NOAUTH ")) {
            return Health.up("answers, and wants a password");
        }
        return answer.startsWith("-NOPERM ")
                ? Health.unknown("does not let this check ask: " + quoted(answer))
                : Health.down("answered " + quoted(answer));
    }

    /** {@code ERR} if the server has no password at all. */
    private static boolean isLogInRefused(String answer) {
        return answer.startsWith("-WRONGPASS ") || answer.startsWith("-ERR AUTH ");
    }

    /** An array of bulk strings (Redis serialization protocol, version 2). */
    private static byte[] command(List<String> words) {
        ByteArrayOutputStream command = new ByteArrayOutputStream();
        command.writeBytes(("*" + words.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            command.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            command.writeBytes(bytes);
            command.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return command.toByteArray();
    }

    /** What does not know a command repeats its arguments. */
    private String quoted(String answer) {
        String masked = password.map(secret -> secret.maskIn(answer)).orElse(answer);
        return "\"" + Excerpt.of(masked) + "\"";
    }

    @Override
    public String toString() {
        return "redis check: port " + port;
    }

    /** Builds a {@link RedisHealthCheck}. Nothing is required. Not thread-safe. */
    public static final class Builder {
        private static final int REDIS = 6379;

        private int port = REDIS;
        private @Nullable String user;
        private @Nullable Secret password;
        private @Nullable TlsOptions tls;

        private Builder() {}

        /** At which port, 1 to 65535; by default 6379. */
        public Builder port(int port) {
            this.port = PortRange.checked(port);
            return this;
        }

        /** As whom to log in (Redis 6 and later); by default as the server's default user. */
        public Builder user(String user) {
            this.user = ServerNames.checked(user);
            return this;
        }

        /** What to log in with; by default nobody logs in. Without TLS, it is sent in the clear. */
        public Builder password(Secret password) {
            this.password = password;
            return this;
        }

        /** How to speak TLS; by default not at all. */
        public Builder tls(TlsOptions tls) {
            this.tls = tls;
            return this;
        }

        /**
         * The check.
         *
         * @throws InvalidSettingsException if there is a user without a password
         */
        public RedisHealthCheck build() {
            new Problems()
                    .unless(user == null || password != null, "user", "has no effect without password")
                    .throwIfAny();
            return new RedisHealthCheck(this);
        }
    }
}
