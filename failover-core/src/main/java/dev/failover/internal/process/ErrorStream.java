package dev.failover.internal.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a program says on its error stream: the first and the last of it, however much that is. It is never waited for, as what a program
 * leaves in the background may keep it open. Not thread-safe.
 */
final class ErrorStream {
    private static final int KEPT = 16 * 1024;
    /** More than any list of files that can't be read, and soon reached by what never ends. */
    private static final long MOST = 4L * 1024 * 1024;

    private final InputStream stream;
    private final ByteArrayOutputStream first = new ByteArrayOutputStream();
    private final byte[] last = new byte[KEPT];
    private long total;

    ErrorStream(InputStream stream) {
        this.stream = stream;
    }

    /** Takes in what has been said by now. */
    void read() throws IOException {
        byte[] chunk = new byte[KEPT];
        while (!isTooMuch() && stream.available() > 0) {
            int read = stream.read(chunk, 0, Math.min(chunk.length, stream.available()));
            if (read < 0) {
                return;
            }
            add(chunk, read);
        }
    }

    private void add(byte[] chunk, int read) {
        int toFirst = Math.min(read, KEPT - first.size());
        first.write(chunk, 0, toFirst);
        for (int i = toFirst; i < read; i++) {
            last[(int) ((total + i) % KEPT)] = chunk[i];
        }
        total += read;
    }

    boolean isTooMuch() {
        return total > MOST;
    }

    @Override
    public String toString() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(first.toByteArray());
        for (long i = Math.max(KEPT, total - KEPT); i < total; i++) {
            all.write(last[(int) (i % KEPT)]);
        }
        return all.toString(StandardCharsets.UTF_8);
    }
}
