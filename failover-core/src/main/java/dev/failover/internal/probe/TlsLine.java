package dev.failover.internal.probe;

import dev.failover.internal.io.BoundedSockets;
import dev.failover.internal.io.EndlessInputException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** TLS between what is said in the clear and what goes over the wire. Used by one thread at a time. */
final class TlsLine {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Tls tls;
    private @Nullable SSLEngine engine;
    /** What came over the wire and is not read yet. */
    private ByteBuffer arrived = NOTHING;
    /** What is to go over the wire. */
    private ByteBuffer leaving = NOTHING;
    /** How much came since it last made sense. */
    private int unread;

    /** What became of what came over the wire. */
    enum Reading {
        /** It says something. */
        PLAIN,
        /** More has to come. */
        MORE,
        /** It wants another handshake. */
        SHAKE,
        /** It was the end. */
        CLOSED
    }

    TlsLine(Tls tls) {
        this.tls = tls;
    }

    /** Takes what came over the wire. */
    void arrives(ByteBuffer piece) throws EndlessInputException {
        unread += piece.remaining();
        if (unread > BoundedSockets.LIMIT) {
            throw new EndlessInputException(BoundedSockets.LIMIT);
        }
        ByteBuffer both = ByteBuffer.allocate(arrived.remaining() + piece.remaining());
        arrived = both.put(arrived).put(piece).flip();
    }

    /** Takes out what is to go over the wire. */
    ByteBuffer leaving() {
        ByteBuffer taken = leaving.flip();
        leaving = NOTHING;
        return taken;
    }

    /**
     * Goes on with the handshake as far as it can, which takes the processor some milliseconds in all.
     *
     * @return whether it is done
     */
    boolean shake() throws IOException {
        SSLEngine present = engine;
        if (present == null) {
            present = tls.begin();
            engine = present;
            present.beginHandshake();
        }
        while (true) {
            switch (present.getHandshakeStatus()) {
                case NEED_WRAP -> wrap(present, NOTHING);
                case NEED_TASK -> work(present);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    ByteBuffer none = ByteBuffer.allocate(present.getSession().getApplicationBufferSize());
                    SSLEngineResult result = present.unwrap(arrived, none);
                    switch (result.getStatus()) {
                        case BUFFER_UNDERFLOW -> {
                            return false;
                        }
                        case CLOSED -> throw ended();
                        default -> {
                            if (result.bytesProduced() > 0) {
                                throw new SSLException("it says something in the middle of a handshake");
                            }
                        }
                    }
                }
                default -> {
                    tls.accept(present.getSession());
                    unread = 0;
                    return true;
                }
            }
        }
    }

    private static void work(SSLEngine engine) {
        Runnable task = engine.getDelegatedTask();
        while (task != null) {
            task.run();
            task = engine.getDelegatedTask();
        }
    }

    /** Lets the other side know why a handshake failed, if there is anything to say. */
    void complain() {
        SSLEngine present = engine;
        try {
            if (present != null && present.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP) {
                wrap(present, NOTHING);
            }
        } catch (SSLException e) {
            // What is wrong is known without it.
        }
    }

    /** Nothing more is said. */
    void end() {
        if (engine != null) {
            tls.end(engine);
        }
    }

    /** What a connection means that ends before its handshake does, in the JDK's own words. */
    static IOException ended() {
        return new SSLException("Remote host terminated the handshake", new EOFException());
    }

    /** Says something in the clear. */
    void say(ByteBuffer plain) throws SSLException {
        while (plain.hasRemaining()) {
            wrap(Objects.requireNonNull(engine), plain);
        }
    }

    private void wrap(SSLEngine present, ByteBuffer plain) throws SSLException {
        int needed = present.getSession().getPacketBufferSize();
        if (leaving.remaining() < needed) {
            ByteBuffer larger = ByteBuffer.allocate(leaving.position() + needed);
            leaving = larger.put(leaving.flip());
        }
        SSLEngineResult.Status status = present.wrap(plain, leaving).getStatus();
        if (status != SSLEngineResult.Status.OK) {
            throw new SSLException("nothing can be said any more: " + status);
        }
    }

    /**
     * Reads what is said in the clear.
     *
     * @param plain empty; filled, and then to be read from its beginning, if there is something
     */
    Reading read(ByteBuffer plain) throws SSLException {
        SSLEngine present = Objects.requireNonNull(engine);
        while (true) {
            SSLEngineResult.HandshakeStatus shaking = present.getHandshakeStatus();
            if (shaking != SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING) {
                return present.isInboundDone() ? Reading.CLOSED : Reading.SHAKE;
            }
            SSLEngineResult result = present.unwrap(arrived, plain);
            switch (result.getStatus()) {
                case BUFFER_UNDERFLOW -> {
                    return Reading.MORE;
                }
                case CLOSED -> {
                    return Reading.CLOSED;
                }
                case BUFFER_OVERFLOW -> throw new SSLException("it says too much at once");
                default -> {
                    if (result.bytesProduced() > 0) {
                        unread = arrived.remaining();
                        plain.flip();
                        return Reading.PLAIN;
                    }
                }
            }
        }
    }
}
