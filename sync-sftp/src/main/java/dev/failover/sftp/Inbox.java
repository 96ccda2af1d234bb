package dev.failover.sftp;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps packets that came from the server until they are taken. Filled by the connection's thread, taken by another. What is kept
 * is bounded by the requests that are under way.
 */
final class Inbox {
    private static final byte[] END = new byte[0];

    private final BlockingQueue<byte[]> packets = new LinkedBlockingQueue<>();
    private volatile @Nullable String malformed;

    /** Takes a packet, without its length. */
    void add(byte[] packet) {
        packets.add(packet);
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
        return reply(((Queue<byte[]>) packets).poll());
    }

    private @Nullable Reply reply(byte @Nullable [] next) throws ConnectionLostException {
        if (next == END) {
            packets.add(END);
            if (malformed != null) {
                throw new MalformedReplyException(malformed);
            }
            throw new ConnectionLostException("the connection was closed by the other side", null);
        }
        return next == null ? null : new Reply(next);
    }
}
