package dev.failover.health;

import dev.failover.time.Deadline;

/**
 * Text that can be looked at until a deadline: a regular expression that goes back and forth in it for hours heeds nothing else. Not
 * thread-safe.
 */
final class TimedText implements CharSequence {
    /** How many looks lie between two at the clock, which costs more than they do. */
    private static final int UNWATCHED = 1024;

    private final String text;
    private final Deadline deadline;
    private int looks;

    /** The deadline has passed. */
    static final class OverException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    TimedText(String text, Deadline deadline) {
        this.text = text;
        this.deadline = deadline;
    }

    /** Another text, which is to be looked at by the same deadline. */
    TimedText sameTimeFor(String other) {
        return new TimedText(other, deadline);
    }

    @Override
    public char charAt(int index) {
        if (++looks % UNWATCHED == 0 && deadline.left().isZero()) {
            throw new OverException();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
