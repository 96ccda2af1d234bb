package dev.failover.health;

import dev.failover.component.InvalidSettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * Connects to a TCP port and hangs up: UP if the connection came about in time. It says that something listens, not
 * that it works. Immutable and thread-safe.
 */
public final class TcpHealthCheck implements HealthCheck {
    private final int port;

    private TcpHealthCheck(int port) {
        this.port = port;
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Health check(InetAddress address, Duration timeout) throws InterruptedException {
        // A channel's own socket, as only that heeds an interruption while it connects.
        try (SocketChannel channel = SocketChannel.open()) {
            int millis = (int) Math.max(1, Math.min(Integer.MAX_VALUE, timeout.toMillis()));
            channel.socket().connect(new InetSocketAddress(address, port), millis);
            return Health.up("connected to port " + port);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw (InterruptedException) new InterruptedException("interrupted while connecting").initCause(e);
            }
            return ConnectFailure.explain(e, timeout);
        }
    }

    @Override
    public String toString() {
        return "tcp check: port " + port;
    }

    /** Builds a {@link TcpHealthCheck}. Not thread-safe. */
    public static final class Builder {
        private int port;

        private Builder() {}

        /** Which port to connect to, 1 to 65535. Required. */
        public Builder port(int port) {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("must be from 1 to 65535, not " + port);
            }
            this.port = port;
            return this;
        }

        /**
         * The check.
         *
         * @throws InvalidSettingsException if the port is missing
         */
        public TcpHealthCheck build() {
            if (port == 0) {
                throw new InvalidSettingsException("port", "is required: the TCP port to connect to, 1 to 65535");
            }
            return new TcpHealthCheck(port);
        }
    }
}
