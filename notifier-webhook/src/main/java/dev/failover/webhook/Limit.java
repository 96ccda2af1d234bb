package dev.failover.webhook;

import java.nio.charset.StandardCharsets;

/**
 * How long a text may be for a channel, counted as the channel counts.
 *
 * @param size more than a few
 */
record Limit(int size, Unit unit) {
    private static final String MORE = "…";

    enum Unit {
        /** Unicode code points. */
        CHARACTERS {
            @Override
            int of(String text) {
                return text.codePointCount(0, text.length());
            }
        },
        /** What JavaScript and Java call a length. */
        UTF16 {
            @Override
            int of(String text) {
                return text.length();
            }
        },
        /** Of UTF-8. */
        BYTES {
            @Override
            int of(String text) {
                return text.getBytes(StandardCharsets.UTF_8).length;
            }
        };

        abstract int of(String text);
    }

    static Limit characters(int size) {
        return new Limit(size, Unit.CHARACTERS);
    }

    static Limit utf16(int size) {
        return new Limit(size, Unit.UTF16);
    }

    static Limit bytes(int size) {
        return new Limit(size, Unit.BYTES);
    }

    /** The text made neutral, and cut between two characters of the original where it would be too long, which shows. */
    String fit(String text, Neutral neutral) {
        StringBuilder fitting = new StringBuilder();
        int used = 0;
        int cut = 0;
        int before = 0;
        for (int character : text.codePoints().toArray()) {
            String piece = neutral.of(before, character);
            used += unit.of(piece);
            if (used > size) {
                return fitting.substring(0, cut) + MORE;
            }
            fitting.append(piece);
            if (used + unit.of(MORE) <= size) {
                cut = fitting.length();
            }
            before = character;
        }
        return fitting.toString();
    }
}
