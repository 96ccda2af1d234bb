package dev.failover;

import dev.failover.decision.Condition;

/**
 * How a human does what a condition asks for, in the words of the program that embeds the library: a command, a button. The library
 * says what must be done; it does not know how. Called on the event thread; returns at once.
 */
@FunctionalInterface
public interface Advice {
    /** Nothing beyond the condition's own sentence. */
    Advice NONE = (service, condition) -> "";

    /** @return what to do, to be read after the condition's sentence in its notification; empty if there is nothing to add */
    String on(String service, Condition condition);

    /** @return how to say that one knows, to be read at the end of a reminder; empty if there is nothing to add */
    default String onReminder(String service) {
        return "";
    }
}
