package dev.failover.health;

import dev.failover.component.Excerpt;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.internal.probe.Limits;
import dev.failover.internal.probe.Unattended;
import dev.failover.time.Task;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a TCP port: UP if the connection came about in time and, if something is expected, the server says that. Then it hangs up.
 * Without anything to expect it shows that something listens, not that it works. Immutable and thread-safe.
 */
public final class TcpHealthCheck extends UnattendedHealthCheck {
    private final int port;
    private final byte[] send;
    private final @Nullable Pattern expected;

    private TcpHealthCheck(Builder builder) {
        port = builder.port;
        send = builder.send.getBytes(StandardCharsets.UTF_8);
        expected = builder.expected;
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Health check(InetAddress address, Duration timeout) throws InterruptedException {
        return await(this::begin, address, timeout);
    }

    @Override
    Optional<Unattended<Health>> unattended() {
        return Optional.of(this::begin);
    }

    private Task begin(Unattended.Question question, Unattended.Listener<Health> listener) {
        TcpDialogue dialogue = new TcpDialogue(port, send, expected, question.timeout());
        return ProbeThreads.engine()
                .begin(
                        question.loop(),
                        new InetSocketAddress(question.address(), port),
                        Limits.of(question.timeout()),
                        dialogue,
                        new Hearing(listener, dialogue::meaning, Optional.empty()));
    }

    /** The port; neither what is sent, which may hold a secret, nor what is expected. */
    @Override
    public String toString() {
        return "tcp check: port " + port;
    }

    /** Builds a {@link TcpHealthCheck}. Only the port is needed. Not thread-safe. */
    public static final class Builder {
        private static final int LONGEST_SENT = 4096;

        private int port;
        private String send = "";
        private @Nullable Pattern expected;
        private boolean expectedTwice;

        private Builder() {}

        /** Which port to connect to, 1 to 65535. Required. */
        public Builder port(int port) {
            this.port = PortRange.checked(port);
            return this;
        }

        /** What to say once connected, as it is, in UTF-8: 1 to 4096 bytes. By default nothing. It is never shown. */
        public Builder send(String text) {
            int bytes = text.getBytes(StandardCharsets.UTF_8).length;
            if (bytes == 0 || bytes > LONGEST_SENT) {
                throw new IllegalArgumentException("must be from 1 to " + LONGEST_SENT + " bytes, not " + bytes);
            }
            send = text;
            return this;
        }

        /** Text that must be in the first 16 KiB that the server says, exactly as written, in UTF-8; by default none. */
        public Builder expect(String text) {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("must not be empty");
            }
            return expect(Pattern.compile(text, Pattern.LITERAL));
        }

        /** The same as a regular expression of {@link Pattern}, of which a match must be found: {@code ^SSH-2}. */
        public Builder expectPattern(String pattern) {
            try {
                return expect(Pattern.compile(pattern));
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "must be a regular expression: " + Excerpt.of(e.getDescription()), e);
            }
        }

        private Builder expect(Pattern pattern) {
            expectedTwice = expected != null;
            expected = pattern;
            return this;
        }

        /**
         * The check.
         *
         * @throws InvalidSettingsException if the port is missing, or other settings contradict each other
         */
        public TcpHealthCheck build() {
            new Problems()
                    .unless(port != 0, "port", "is required: the TCP port to connect to, 1 to 65535")
                    .unless(!expectedTwice, "expect-pattern", "is given beside expect; remove one")
                    .unless(
                            send.isEmpty() || expected != null,
                            "send",
                            "has no effect without expect or expect-pattern: nobody listens to the answer")
                    .throwIfAny();
            return new TcpHealthCheck(this);
        }
    }
}
