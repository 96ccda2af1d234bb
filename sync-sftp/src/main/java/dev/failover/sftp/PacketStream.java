package dev.failover.sftp;

import java.io.OutputStream;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Cuts what comes from the server over one channel into packets, for an {@link Inbox}. Written by the connection's thread. */
final class PacketStream extends OutputStream {
    /** OpenSSH sends at most 256 KiB; much more is not SFTP. */
    static final int LONGEST = 320 * 1024;

    private final byte[] header = new byte[4];
    private int headerBytes;
    private byte @Nullable [] packet;
    private int packetBytes;
    private boolean malformed;
    private final IntConsumer taken;
    private volatile Inbox inbox;

    /** @param taken told how many bytes are not kept any more */
    PacketStream(Inbox inbox, IntConsumer taken) {
        this.inbox = inbox;
        this.taken = taken;
    }

    /** Gives what comes from now on to another. */
    void leadTo(Inbox other) {
        inbox = other;
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end && !malformed) {
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
                malformed = true;
                inbox.end("what came from the server is not SFTP; does a login script of the account print something?");
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
            inbox.add(body, () -> taken.accept(header.length + body.length));
        }
        return count;
    }

    @Override
    public void close() {
        inbox.end();
    }
}
