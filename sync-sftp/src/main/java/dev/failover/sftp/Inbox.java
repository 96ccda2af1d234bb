package dev.failover.sftp;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps packets that came from the server until they are taken. Filled by the connection's thread, taken by another. There is one
 * packet for each request at most: a server that sends more has its say no longer.
 */
final class Inbox {
    private static final Packet END = new Packet(new byte[0], () -> {});

    private final BlockingQueue<Packet> packets = new LinkedBlockingQueue<>();
    private final AtomicLong due = new AtomicLong();
    private volatile @Nullable String malformed;

    private static final class Packet {
        private final byte[] bytes;
        private final Runnable taken;

        Packet(byte[] bytes, Runnable taken) {
            this.bytes = bytes;
            this.taken = taken;
        }
    }

    /** Says that one more packet is due, before what it is the answer to is sent. */
    void expect() {
        due.incrementAndGet();
    }

    /**
     * Takes a packet, without its length.
     *
     * @param taken what to do once it is not kept here any more
     */
    void add(byte[] packet, Runnable taken) {
        if (due.decrementAndGet() >= 0) {
            packets.add(new Packet(packet, taken));
        } else if (malformed == null) {
            end("the server sends what it was not asked for");
        }
    }

    /** Says that nothing will come any more. */
    void end() {
        packets.add(END);
    }

    /** The same, as what came can't be read. */
    void end(String why) {
        malformed = why;
        end();
    }

    /** Waits for a packet; null if none came in time. */
    @Nullable
    Reply take(Duration wait) throws ConnectionLostException, InterruptedException {
        return reply(packets.poll(wait.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** A packet that is there already, or null. */
    @Nullable
    Reply takeNow() throws ConnectionLostException {
        return reply(((Queue<Packet>) packets).poll());
    }

    private @Nullable Reply reply(@Nullable Packet next) throws ConnectionLostException {
        if (next == END) {
            packets.add(END);
            if (malformed != null) {
                throw new MalformedReplyException(malformed);
            }
            throw new ConnectionLostException("the connection was closed by the other side", null);
        }
        if (next == null) {
            return null;
        }
        next.taken.run();
        return new Reply(next.bytes);
    }
}
