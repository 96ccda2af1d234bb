package dev.failover.health;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The beginning of a body, as long as it is wanted, and unpacked if it came packed. Not thread-safe. */
final class BodyReader {
    private static final byte[] NOTHING = {};

    private final int limit;
    private final boolean keeps;
    private final @Nullable Gunzip gunzip;
    private byte[] kept = NOTHING;
    private int length;

    BodyReader(int limit, boolean keeps, boolean packed) {
        this.limit = limit;
        this.keeps = keeps;
        gunzip = packed ? new Gunzip(this::add) : null;
    }

    /** How much of it has come, unpacked. */
    int length() {
        return length;
    }

    boolean isFull() {
        return length >= limit;
    }

    void read(byte[] bytes, int offset, int count) throws IOException {
        if (gunzip == null) {
            add(bytes, offset, count);
        } else {
            gunzip.read(bytes, offset, count);
        }
    }

    /** Whether more is wanted. */
    private boolean add(byte[] bytes, int offset, int count) {
        int wanted = Math.min(count, limit - length);
        if (keeps) {
            if (kept.length < length + wanted) {
                kept = Arrays.copyOf(kept, Math.min(limit, Math.max(length + wanted, 2 * kept.length)));
            }
            System.arraycopy(bytes, offset, kept, length, wanted);
        }
        length += wanted;
        return !isFull();
    }

    /** The last of it has come. */
    void end() throws IOException {
        if (gunzip != null && !isFull()) {
            gunzip.end();
        }
    }

    /** What was kept of it. */
    byte[] bytes() {
        return keeps ? Arrays.copyOf(kept, length) : kept;
    }

    void close() {
        if (gunzip != null) {
            gunzip.close();
        }
    }
}
