package dev.failover.route53;

import dev.failover.component.RejectedException;

/**
 * What Route 53 answered, where it did.
 *
 * @param <T> what it answers when it does as asked
 */
sealed interface Answer<T> {
    /** It did as asked. */
    record Done<T>(T value) implements Answer<T> {}

    /**
     * It refused.
     *
     * @param exception the refusal in words for an operator
     */
    record Refused<T>(Refusal refusal, RejectedException exception) implements Answer<T> {}

    /** The value, or the refusal thrown. */
    default T orThrow() {
        if (this instanceof Refused<T> refused) {
            throw refused.exception();
        }
        return ((Done<T>) this).value();
    }
}
