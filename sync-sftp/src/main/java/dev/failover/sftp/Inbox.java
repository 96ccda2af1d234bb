package dev.failover.sftp;

import java.io.OutputStream;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what comes from the server into packets and keeps them until they are taken. Written by the connection's thread,
 * taken by another. What is kept is bounded by the requests that are under way.
 */
final class Inbox extends OutputStream {
    /** OpenSSH sends at most 256 KiB; more is not SFTP. */
    private static final int LONGEST = 1024 * 1024;

    private static final byte[] END = new byte[0];

    private final BlockingQueue<byte[]> packets = new LinkedBlockingQueue<>();
    private final byte[] header = new byte[4];
    private int headerBytes;
    private byte @Nullable [] packet;
    private int packetBytes;
    private volatile @Nullable String malformed;

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end && malformed == null) {
            at += packet == null ? readHeader(bytes, at, end) : readBody(packet, bytes, at, end);
        }
    }

    private int readHeader(byte[] bytes, int at, int end) {
        int count = Math.min(header.length - headerBytes, end - at);
        System.arraycopy(bytes, at, header, headerBytes, count);
        headerBytes += count;
        if (headerBytes == header.length) {
            headerBytes = 0;
            int length =
                    (header[0] & 0xff) << 24 | (header[1] & 0xff) << 16 | (header[2] & 0xff) << 8 | (header[3] & 0xff);
            if (length < 1 || length > LONGEST) {
                malformed =
                        "what came from the server is not SFTP; does a login script of the account print something?";
                packets.add(END);
            } else {
                packet = new byte[length];
                packetBytes = 0;
            }
        }
        return count;
    }

    private int readBody(byte[] body, byte[] bytes, int at, int end) {
        int count = Math.min(body.length - packetBytes, end - at);
        System.arraycopy(bytes, at, body, packetBytes, count);
        packetBytes += count;
        if (packetBytes == body.length) {
            packet = null;
            packets.add(body);
        }
        return count;
    }

    @Override
    public void close() {
        end();
    }

    /** Says that nothing will come any more. */
    void end() {
        packets.add(END);
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
