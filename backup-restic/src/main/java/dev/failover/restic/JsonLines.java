package dev.failover.restic;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Joins what comes in pieces: a very long line is handed on as several, and an object of restic is one line, however long. Not
 * thread-safe.
 */
final class JsonLines {
    /** A path of 4,096 bytes in its longest form, many times over; a list of 100,000 snapshots. */
    private static final int LONGEST = 64 * 1024 * 1024;

    private final Consumer<String> lines;
    private final StringBuilder pending = new StringBuilder();

    JsonLines(Consumer<String> lines) {
        this.lines = lines;
    }

    /** @param piece with a character for each byte */
    void piece(String piece) {
        boolean begins = piece.startsWith("{") || piece.startsWith("[");
        if (pending.isEmpty() && !begins || pending.length() + piece.length() > LONGEST) {
            pending.setLength(0);
            return;
        }
        pending.append(piece);
        boolean ends = pending.charAt(0) == '{' ? piece.endsWith("}") : piece.endsWith("]");
        if (ends && isBalanced()) {
            lines.accept(new String(pending.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            pending.setLength(0);
        }
    }

    private boolean isBalanced() {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < pending.length(); i++) {
            char c = pending.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        return depth == 0 && !quoted;
    }
}
