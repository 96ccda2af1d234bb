package dev.failover.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes whole lines, each in one piece: under a service manager both of our streams end in one place, where pieces of lines would run
 * into one another. What has no line end yet waits for it, or for {@link #flush}. Thread-safe.
 */
final class WholeLines extends OutputStream {
    private final OutputStream to;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

    WholeLines(OutputStream to) {
        this.to = to;
    }

    @Override
    public synchronized void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        int end = offset + length;
        while (end > offset && bytes[end - 1] != '\n') {
            end--;
        }
        waiting.write(bytes, offset, end - offset);
        if (end > offset) {
            flush();
        }
        waiting.write(bytes, end, offset + length - end);
    }

    @Override
    public synchronized void flush() throws IOException {
        if (waiting.size() > 0) {
            byte[] lines = waiting.toByteArray();
            waiting.reset();
            to.write(lines, 0, lines.length);
        }
        to.flush();
    }
}
