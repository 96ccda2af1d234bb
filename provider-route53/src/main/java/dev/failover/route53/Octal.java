package dev.failover.route53;

/** A byte as a backslash and three octal digits, which is how Route 53 writes what it does not write plainly. */
final class Octal {
    static final int DIGITS = 3;

    private Octal() {}

    /** Whether the backslash at {@code index} begins one. */
    static boolean isEscape(String text, int index) {
        if (index + DIGITS >= text.length()) {
            return false;
        }
        for (int i = index + 1; i <= index + DIGITS; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '7') {
                return false;
            }
        }
        return text.charAt(index + 1) <= '3';
    }

    /** The byte of the escape that begins at {@code index}. */
    static char value(String text, int index) {
        return (char) Integer.parseInt(text.substring(index + 1, index + 1 + DIGITS), 8);
    }

    static String escape(int value) {
        return "\\%03o".formatted(value & 0xff);
    }
}
