package dev.failover.health;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Unpacks gzip (RFC 1952), piece by piece as it comes: the JDK's own waits for a whole header. Not thread-safe. */
final class Gunzip {
    private static final int HEADER = 10;
    private static final int DEFLATE = 8;
    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int UNPACKED_AT_ONCE = 8 << 10;

    private final Sink sink;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private State state = State.HEADER;
    private int flags;
    /** How many bytes of this state have been read. */
    private int count;

    private long number;
    private int extra;

    /** Where it is unpacked to. */
    @FunctionalInterface
    interface Sink {
        /** Whether more is wanted. */
        boolean take(byte[] bytes, int offset, int length);
    }

    private enum State {
        HEADER,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        HEADER_CHECKSUM,
        BLOCKS,
        CHECKSUM,
        LENGTH,
        END
    }

    Gunzip(Sink sink) {
        this.sink = sink;
    }

    /** Unpacks a piece, until no more is wanted. */
    void read(byte[] bytes, int offset, int length) throws IOException {
        int next = offset;
        int end = offset + length;
        while (next < end) {
            if (state == State.BLOCKS) {
                inflater.setInput(bytes, next, end - next);
                if (!inflate()) {
                    return;
                }
                next = end - inflater.getRemaining();
            } else {
                step(bytes[next++] & 0xff);
            }
        }
    }

    /** Whether more is wanted. */
    private boolean inflate() throws IOException {
        byte[] unpacked = new byte[UNPACKED_AT_ONCE];
        try {
            while (true) {
                int length = inflater.inflate(unpacked);
                checksum.update(unpacked, 0, length);
                if (length > 0 && !sink.take(unpacked, 0, length)) {
                    return false;
                }
                if (inflater.finished()) {
                    enter(State.CHECKSUM);
                    return true;
                }
                if (length == 0) {
                    if (inflater.needsDictionary()) {
                        throw new DataFormatException("it needs a dictionary");
                    }
                    return true;
                }
            }
        } catch (DataFormatException e) {
            throw new IOException(e);
        }
    }

    private void enter(State next) {
        state = next;
        count = 0;
        number = 0;
    }

    /** One byte of what lies around the blocks. */
    private void step(int next) throws IOException {
        // Numbers begin with their least byte.
        number |= count < 4 ? (long) next << 8 * count : 0;
        count++;
        switch (state) {
            case HEADER -> {
                if (count == 3 && number != (DEFLATE << 16 | 0x8b1f)) {
                    throw new IOException("ID1ID2: it does not begin as gzip does");
                }
                if (count == 4) {
                    flags = next;
                }
                if (count == HEADER) {
                    enter(after(State.HEADER));
                }
            }
            case EXTRA_LENGTH -> {
                if (count == 2) {
                    extra = (int) number;
                    enter(extra == 0 ? after(State.EXTRA) : State.EXTRA);
                }
            }
            case EXTRA -> leaveIf(count == extra);
            case NAME, COMMENT -> leaveIf(next == 0);
            case HEADER_CHECKSUM -> leaveIf(count == 2);
            case CHECKSUM -> {
                if (count == 4) {
                    if (number != checksum.getValue()) {
                        throw new IOException("CRC: its checksum is not that of what was unpacked");
                    }
                    enter(State.LENGTH);
                }
            }
            case LENGTH -> {
                if (count == 4) {
                    if (number != (inflater.getBytesWritten() & 0xffffffffL)) {
                        throw new IOException("ISIZE: its length is not that of what was unpacked");
                    }
                    enter(State.END);
                }
            }
            default -> throw new IOException("gzip finished without exhausting source");
        }
    }

    private void leaveIf(boolean over) {
        if (over) {
            enter(after(state));
        }
    }

    /** The next part of the header that there is. */
    private State after(State part) {
        if (part.compareTo(State.EXTRA_LENGTH) < 0 && (flags & HAS_EXTRA) != 0) {
            return State.EXTRA_LENGTH;
        }
        if (part.compareTo(State.NAME) < 0 && (flags & HAS_NAME) != 0) {
            return State.NAME;
        }
        if (part.compareTo(State.COMMENT) < 0 && (flags & HAS_COMMENT) != 0) {
            return State.COMMENT;
        }
        if (part.compareTo(State.HEADER_CHECKSUM) < 0 && (flags & HAS_CHECKSUM) != 0) {
            return State.HEADER_CHECKSUM;
        }
        return State.BLOCKS;
    }

    /** The last of it has come. */
    void end() throws EOFException {
        if (state != State.END) {
            throw new EOFException("unexpected end of stream");
        }
    }

    void close() {
        inflater.end();
    }
}
