package dev.failover.sftp;

import dev.failover.component.Excerpt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A packet from the server while it is read. Not thread-safe. */
final class Reply {
    /** As the draft has it, section 6.3. */
    private static final int LONGEST_HANDLE = 256;

    private final byte[] bytes;
    private int position;
    private final int type;

    /** @param bytes without the length */
    Reply(byte[] bytes) {
        this.bytes = bytes;
        this.type = bytes.length == 0 ? 0 : bytes[0];
        this.position = 1;
    }

    int type() {
        return type & 0xff;
    }

    int int32() {
        require(4);
        int value = (bytes[position] & 0xff) << 24
                | (bytes[position + 1] & 0xff) << 16
                | (bytes[position + 2] & 0xff) << 8
                | (bytes[position + 3] & 0xff);
        position += 4;
        return value;
    }

    long int64() {
        return (long) int32() << 32 | Integer.toUnsignedLong(int32());
    }

    /** Text as it came, a byte per character. */
    String raw() {
        int length = length();
        String text = new String(bytes, position, length, StandardCharsets.ISO_8859_1);
        position += length;
        return text;
    }

    /** What a status says in words, if anything. */
    private String said() {
        return hasMore() ? Excerpt.of(new String(bytes(), StandardCharsets.UTF_8)) : "";
    }

    /** What stands for an open file or directory. */
    String handle() {
        String handle = raw();
        if (handle.length() > LONGEST_HANDLE) {
            throw new MalformedReplyException("a handle has " + handle.length() + " bytes");
        }
        return handle;
    }

    byte[] bytes() {
        int length = length();
        byte[] value = java.util.Arrays.copyOfRange(bytes, position, position + length);
        position += length;
        return value;
    }

    private int length() {
        int length = int32();
        require(length);
        return length;
    }

    void skip(int count) {
        require(count);
        position += count;
    }

    boolean hasMore() {
        return position < bytes.length;
    }

    private void require(int count) {
        if (count < 0 || count > bytes.length - position) {
            throw new MalformedReplyException("a packet of " + bytes.length + " bytes ends too early");
        }
    }

    /** The status, if this is one; else {@link Protocol#OK}, and what was asked for follows. */
    int status() {
        return type() == Protocol.STATUS ? int32() : Protocol.OK;
    }

    /** This, if it is of the type expected. */
    Reply expect(int expected) throws IOException {
        if (type() == Protocol.STATUS) {
            throw new StatusException(int32(), said());
        }
        if (type() != expected) {
            throw new MalformedReplyException("a packet of type " + type() + " came where " + expected + " was due");
        }
        return this;
    }

    void expectOk() throws IOException {
        if (type() != Protocol.STATUS) {
            throw new MalformedReplyException("a packet of type " + type() + " came where a status was due");
        }
        int status = int32();
        if (status != Protocol.OK) {
            throw new StatusException(status, said());
        }
    }

    /** The same, where something already gone is as good as removed. */
    boolean expectOkOrGone() throws IOException {
        int status = status();
        if (status != Protocol.OK && status != Protocol.NO_SUCH_FILE) {
            throw new StatusException(status, said());
        }
        return status == Protocol.OK;
    }
}
