package dev.failover.sftp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A request to the server while it is written: its length first, then its type and number. */
final class Request {
    private final int number;
    private byte[] bytes = new byte[96];
    private int length = 4;

    private Request(int type, int number) {
        this.number = number;
        bytes[length++] = (byte) type;
    }

    /** @param number which the reply to it will carry; of {@link Protocol#INIT}, the version */
    static Request of(int type, int number) {
        return new Request(type, number).int32(number);
    }

    static Request extended(int number, String name) {
        return of(Protocol.EXTENDED, number).raw(name);
    }

    int number() {
        return number;
    }

    Request int32(int value) {
        ensure(4);
        bytes[length++] = (byte) (value >>> 24);
        bytes[length++] = (byte) (value >>> 16);
        bytes[length++] = (byte) (value >>> 8);
        bytes[length++] = (byte) value;
        return this;
    }

    Request int64(long value) {
        return int32((int) (value >>> 32)).int32((int) value);
    }

    /** @param text a byte per character, as names are here */
    Request raw(String text) {
        return bytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Request bytes(byte[] value) {
        int32(value.length);
        ensure(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    Request attributes(Attributes attributes) {
        attributes.write(this);
        return this;
    }

    /**
     * Ends it.
     *
     * @param following how many bytes of data come after these
     * @return all of it but the data
     */
    byte[] header(int following) {
        byte[] whole = Arrays.copyOf(bytes, length);
        int size = length - 4 + following;
        whole[0] = (byte) (size >>> 24);
        whole[1] = (byte) (size >>> 16);
        whole[2] = (byte) (size >>> 8);
        whole[3] = (byte) size;
        return whole;
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }
}
