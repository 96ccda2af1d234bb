package dev.failover.examples.demo;

/** Something that the demonstration shows did not happen. */
final class UnmetExpectationException extends Exception {
    private static final long serialVersionUID = 1L;

    UnmetExpectationException(String message) {
        super(message);
    }
}
