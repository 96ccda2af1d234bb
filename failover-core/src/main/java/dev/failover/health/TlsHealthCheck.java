package dev.failover.health;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.TrustStore;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a TLS handshake with a port, and looks at the certificate: UP if it is trusted, made out to the name, valid today, and for as many
 * days more as is asked. The name is sent in the handshake (SNI, RFC 6066, section 3), and never looked up.
 *
 * <p>Each probe makes its own connection and a whole handshake: no session is resumed, as a resumed one shows no certificate. Immutable and
 * thread-safe.
 */
public final class TlsHealthCheck implements HealthCheck {
    private final int port;
    private final String name;
    private final TlsOptions tls;
    private final Optional<StartTls> startTls;
    private final Duration minLeft;
    private final TimeSource time;

    /** What is spoken before TLS, on ports where that is asked for. */
    public enum StartTls {
        /** RFC 3207: ports 25 and 587. */
        SMTP,
        /** RFC 9051, section 6.2.1: port 143. */
        IMAP
    }

    private TlsHealthCheck(Builder builder) {
        port = builder.port;
        name = builder.name;
        tls = builder.tls.build();
        startTls = Optional.ofNullable(builder.startTls);
        minLeft = Duration.ofDays(builder.minDaysLeft);
        time = builder.time;
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Health check(InetAddress address, Duration timeout) throws InterruptedException {
        return new SocketProbe(address, port, Optional.of(tls), timeout, time).run(this::shakeHands);
    }

    private Health shakeHands(Peer peer) throws IOException {
        if (startTls.isPresent()) {
            StartTlsDialogue.with(peer, startTls.get()).ask();
        }
        String protocol = peer.secure();
        if (startTls.isPresent()) {
            peer.say(StartTlsDialogue.goodbye(startTls.get()));
        }
        return judge(
                protocol, peer.certificate().flatMap(SeenCertificate::expiry).orElseThrow());
    }

    private Health judge(String protocol, Instant expiry) {
        String until = SeenCertificate.date(expiry);
        Duration left = Duration.between(time.instant(), expiry);
        if (left.compareTo(minLeft) < 0) {
            return Health.down("its certificate is valid until %s, for %s days more, and must be for %s"
                    .formatted(until, left.toDays(), minLeft.toDays()));
        }
        return Health.up(protocol + ", certificate valid until " + until);
    }

    @Override
    public String toString() {
        return "tls check: " + name + ", port " + port;
    }

    /** Builds a {@link TlsHealthCheck}. The port and the name are needed. Not thread-safe. */
    public static final class Builder {
        private static final int MOST_DAYS = 3650;

        private final TlsOptions.Builder tls = TlsOptions.builder();
        private int port;
        private String name = "";
        private @Nullable StartTls startTls;
        private int minDaysLeft;
        private TimeSource time = TimeSource.system();

        private Builder() {}

        /** Which port to connect to, 1 to 65535. Required. */
        public Builder port(int port) {
            this.port = PortRange.checked(port);
            return this;
        }

        /** The host that the certificate must be made out to: letters of any script, or an address. Required. */
        public Builder name(String name) {
            this.name = TlsOptions.hostName(name);
            tls.name(name);
            return this;
        }

        /** What to speak before TLS; by default nothing: TLS from the first byte. */
        public Builder startTls(StartTls startTls) {
            this.startTls = startTls;
            return this;
        }

        /** For how many days the certificate must still be valid, 0 to 3650; by default 0: today. */
        public Builder minDaysLeft(int days) {
            if (days < 0 || days > MOST_DAYS) {
                throw new IllegalArgumentException("must be from 0 to " + MOST_DAYS + ", not " + days);
            }
            minDaysLeft = days;
            return this;
        }

        /** Which authorities to trust, instead of the JDK's own. */
        public Builder trustStore(TrustStore trustStore) {
            tls.trustStore(trustStore);
            return this;
        }

        /** What a certificate's dates are compared with, and what a timeout is measured by; the machine's own unless set. */
        public Builder time(TimeSource time) {
            this.time = time;
            return this;
        }

        /**
         * The check.
         *
         * @throws InvalidSettingsException if the port or the name is missing
         */
        public TlsHealthCheck build() {
            new Problems()
                    .unless(port != 0, "port", "is required: the TCP port to connect to, 1 to 65535")
                    .unless(
                            !name.isEmpty(),
                            "name",
                            "is required: the host that the certificate must be made out to, like mail.example.com")
                    .throwIfAny();
            return new TlsHealthCheck(this);
        }
    }
}
