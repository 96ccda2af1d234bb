package dev.failover.health;

import dev.failover.component.Excerpt;
import dev.failover.internal.io.BoundedSockets;
import dev.failover.internal.io.EndlessInputException;
import dev.failover.time.Deadline;
import dev.failover.time.Durations;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One probe of a server by a dialogue with it: one connection under one deadline. For one use. */
final class SocketProbe {
    private final Duration timeout;
    private final Deadline deadline;
    private final BoundedSockets sockets;
    private final Optional<TlsOptions> tls;
    private final Peer peer;
    private volatile boolean over;

    /** What is said by both sides once there is a connection. */
    @FunctionalInterface
    interface Dialogue {
        /** @throws ProtocolException if the server keeps to no protocol; its message is for a human */
        Health hold(Peer peer) throws IOException;
    }

    /** @param tls what {@link Peer#secure} is to do; empty if TLS is not spoken */
    SocketProbe(InetAddress address, int port, Optional<TlsOptions> tls, Duration timeout, TimeSource time) {
        this.timeout = timeout;
        this.tls = tls;
        deadline = Deadline.in(timeout, time::nanoTime);
        sockets = BoundedSockets.to(address);
        peer = new Peer(
                new InetSocketAddress(address, port),
                tls.orElse(null),
                tls.map(options -> options.newCertificate(time)).orElse(null),
                sockets);
    }

    Health run(Dialogue dialogue) throws InterruptedException {
        Future<Health> held = ProbeThreads.all().submit(() -> hold(dialogue));
        Health health;
        try {
            health = held.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            health = late();
        } catch (ExecutionException e) {
            health = failed(e.getCause());
        } finally {
            over = true;
            // Whoever still waits for it ends by that.
            sockets.closeAll();
        }
        return peer.certificate()
                .flatMap(SeenCertificate::expiry)
                .map(health::withCertificateExpiry)
                .orElse(health);
    }

    private Health hold(Dialogue dialogue) throws IOException {
        peer.connect(
                (int) Math.max(1, Math.min(Integer.MAX_VALUE, deadline.left().toMillis())));
        if (over) {
            // It began to connect when all others were closed already.
            sockets.closeAll();
        }
        Health health = dialogue.hold(peer);
        hangUp();
        return health;
    }

    private void hangUp() {
        try {
            peer.close();
        } catch (IOException e) {
            // It has said what it had to say.
        }
    }

    private Health failed(@Nullable Throwable failure) {
        if (!(failure instanceof IOException e)) {
            throw new IllegalStateException("a probe failed in an unforeseen way", failure);
        }
        return switch (peer.phase()) {
            case CONNECT -> ConnectFailure.explain(e, timeout);
            case TLS -> Health.down(tlsFault(e));
            case BEFORE_TLS, DIALOGUE -> Health.down(e instanceof SSLException ? tlsFault(e) : fault(e));
        };
    }

    private String tlsFault(IOException failure) {
        return peer.certificate()
                .orElseThrow()
                .explain(failure, tls.map(TlsOptions::name).orElseThrow());
    }

    private static String fault(IOException failure) {
        if (failure instanceof ProtocolException || failure instanceof EndlessInputException) {
            return String.valueOf(failure.getMessage());
        }
        return String.valueOf(failure.getMessage()).contains("reset")
                ? "connection reset"
                : "its answer can't be read: " + Excerpt.of(failure.getMessage());
    }

    private Health late() {
        String within = " within " + Durations.format(timeout);
        return switch (peer.phase()) {
            case CONNECT -> ConnectFailure.timedOut(timeout);
            case BEFORE_TLS ->
                Health.down(
                        peer.isHeard()
                                ? "no complete answer" + within + ", before TLS"
                                : "no answer" + within
                                        + ", before TLS; perhaps the port speaks TLS from the first byte");
            case TLS -> Health.down("no answer" + within + ": TLS handshake unfinished");
            case DIALOGUE -> Health.down((peer.isHeard() ? "no complete answer" : "no answer") + within);
        };
    }
}
