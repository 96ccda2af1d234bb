package dev.failover.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes whole lines, each in one piece: under a service manager both of our streams end in one place, where pieces of lines would run
 * into one another. What has no line end yet waits for it, or for {@link #flush}. Control characters other than line ends, tabs and
 * the carriage return of a progress line are left out, those of one byte and those of two (C1, in UTF-8): a terminal obeys them, and we
 * use none. Thread-safe.
 */
final class WholeLines extends OutputStream {
    /** Of the characters U+0080 to U+00BF in UTF-8; those up to U+009F are control characters. */
    private static final int C1_LEAD = 0xc2;

    private final OutputStream to;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    /** Whether the last byte was the first of a character of two bytes that may be a control character. */
    private boolean lead;

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
        keep(bytes, offset, end);
        if (end > offset) {
            flush();
        }
        keep(bytes, end, offset + length);
    }

    private void keep(byte[] bytes, int from, int to) {
        int kept = from;
        for (int i = from; i < to; i++) {
            int one = bytes[i] & 0xff;
            if (!lead && one != C1_LEAD && !isControl(one)) {
                // Goes with its neighbours: a status of a thousand services has millions of them.
                continue;
            }
            waiting.write(bytes, kept, i - kept);
            kept = i + 1;
            if (lead && one >= 0xa0) {
                waiting.write(C1_LEAD);
            }
            boolean control = lead ? one < 0xa0 : isControl(one);
            lead = !lead && one == C1_LEAD;
            if (!control && !lead) {
                waiting.write(one);
            }
        }
        waiting.write(bytes, kept, to - kept);
    }

    private static boolean isControl(int one) {
        return one < 0x20 && "\n\r\t".indexOf(one) < 0 || one == 0x7f;
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
