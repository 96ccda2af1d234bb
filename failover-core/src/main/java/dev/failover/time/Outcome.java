package dev.failover.time;

import java.util.function.Function;

/**
 * How a call ended.
 *
 * @param <T> what it was to return
 */
public sealed interface Outcome<T> {
    /** It returned. */
    record Success<T>(T value) implements Outcome<T> {}

    /** It threw, or did not end in time. */
    record Failure<T>(Exception cause) implements Outcome<T> {}

    /** What one of both functions makes of it. */
    default <R> R fold(Function<? super T, ? extends R> success, Function<? super Exception, ? extends R> failure) {
        if (this instanceof Success<T> ended) {
            return success.apply(ended.value());
        }
        return failure.apply(((Failure<T>) this).cause());
    }
}
