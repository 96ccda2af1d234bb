package dev.failover.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Takes secrets out of a stream of bytes. What may yet turn out to be the beginning of one is held back: a line until its end, and of
 * what has no line ends the last 4 KiB. Not thread-safe.
 */
final class Masker {
    /** Where what has been masked goes. */
    interface Out {
        void write(byte[] bytes) throws IOException;
    }

    private static final int SLICE = 16 * 1024;
    private static final int LONGEST_LINE = 64 * 1024;
    private static final int OVERLAP = 4 * 1024;

    private final Redaction redaction;
    private final Out out;
    private final StringBuilder held = new StringBuilder();
    private long count;

    Masker(Redaction redaction, Out out) {
        this.redaction = redaction;
        this.out = out;
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; done += SLICE) {
            int slice = Math.min(SLICE, length - done);
            String more = new String(bytes, offset + done, slice, StandardCharsets.ISO_8859_1);
            int before = held.length();
            held.append(more);
            // What was held before has no end of a line.
            int lines = more.lastIndexOf('\n') + 1;
            if (lines > 0) {
                release(before + lines);
            } else if (held.length() > LONGEST_LINE) {
                release(redaction.cut(held, held.length() - OVERLAP));
            }
        }
    }

    /** Releases what was held back. */
    void end() throws IOException {
        release(held.length());
    }

    private void release(int length) throws IOException {
        if (length == 0) {
            return;
        }
        Redaction.Masked masked = redaction.mask(held.substring(0, length));
        held.delete(0, length);
        count += masked.count();
        out.write(masked.text().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** How much was taken out. */
    long count() {
        return count;
    }
}
