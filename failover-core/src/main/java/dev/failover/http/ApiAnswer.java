package dev.failover.http;

import dev.failover.component.RejectedException;
import java.util.function.Predicate;

/**
 * What an API answered, where it did.
 *
 * @param <T> what is read from its answer when it does as asked
 */
public sealed interface ApiAnswer<T> {
    /** It did as asked. */
    record Done<T>(T value) implements ApiAnswer<T> {}

    /**
     * It refused.
     *
     * @param exception the refusal in words for an operator
     */
    record Refused<T>(ApiRefusal refusal, RejectedException exception) implements ApiAnswer<T> {}

    /**
     * What was read.
     *
     * @throws RejectedException if it refused
     */
    default T orThrow() {
        if (this instanceof Refused<T> refused) {
            throw refused.exception();
        }
        return ((Done<T>) this).value();
    }

    /** Whether it refused with this status: 404, say, where that is no failure. */
    default boolean isRefusedWith(int status) {
        return isRefusedAs(refusal -> refusal.status() == status);
    }

    /** Whether it refused like this. */
    default boolean isRefusedAs(Predicate<ApiRefusal> kind) {
        return this instanceof Refused<T> refused && kind.test(refused.refusal());
    }
}
