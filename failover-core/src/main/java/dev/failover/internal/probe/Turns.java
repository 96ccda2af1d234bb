package dev.failover.internal.probe;

import dev.failover.internal.component.BugLog;
import dev.failover.internal.loop.Loop;
import dev.failover.internal.loop.Ready;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What probes on one loop share. Touched by its thread only. */
final class Turns {
    private static final int PIECE = 16 << 10;
    /** As much as a record of TLS holds (RFC 8446, section 5.2), and twice that for what the JDK asks for in addition. */
    private static final int RECORD = 64 << 10;

    private static final BugLog BUGS = new BugLog(Engine.class);

    private final Loop loop;
    private final Executor thinkers;
    private final Handshakes handshakes;
    private final Lateness lateness = new Lateness();
    /** All that is heard passes through it. */
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE);
    /** And what was TLS besides through this. */
    private final ByteBuffer plain = ByteBuffer.allocate(RECORD);

    Turns(Loop loop, Executor thinkers, int processors) {
        this.loop = loop;
        this.thinkers = thinkers;
        handshakes = new Handshakes(thinkers, processors);
    }

    long nanoTime() {
        return loop.nanoTime();
    }

    /** For how long what goes on now may have waited for its turn. */
    long late() {
        return loop.late();
    }

    SelectionKey register(SelectableChannel channel, int operations, Ready ready) throws IOException {
        return loop.register(channel, operations, ready);
    }

    void close(SelectionKey key) {
        loop.close(key);
    }

    Loop.Timer alarm(long at, Runnable ring) {
        return loop.at(at, ring);
    }

    /** Empty, to be filled and read before anything else is heard. */
    ByteBuffer piece() {
        return piece.clear();
    }

    /** The same for what is unpacked from TLS. */
    ByteBuffer plain() {
        return plain.clear();
    }

    /** Has something done on a thread of its own; what comes of it is done here. */
    void think(Supplier<Consumer<Turns>> work) {
        thinkers.execute(() -> {
            Consumer<Turns> then = work.get();
            loop.execute(() -> then.accept(this));
        });
    }

    /**
     * The same for a handshake, once it is its turn.
     *
     * @param isBegun whether the peer has answered already
     * @return its number, by which it can be {@linkplain #doNotShake called off}
     */
    long shake(boolean isBegun, Supplier<Consumer<Turns>> work) {
        return handshakes.add(isBegun, () -> {
            Consumer<Turns> then = work.get();
            loop.execute(() -> {
                handshakes.ended();
                then.accept(this);
            });
        });
    }

    /** Of handshakes. */
    Lateness lateness() {
        return lateness;
    }

    void doNotShake(long number) {
        handshakes.remove(number);
    }

    static void report(String who, Throwable bug) {
        BUGS.report(who, bug);
    }
}
