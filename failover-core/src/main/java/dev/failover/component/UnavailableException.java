package dev.failover.component;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The other side could not be reached, did not answer in time, or asked to be left alone for a while. The same call
 * may succeed later. When it changes something, it may also have succeeded already: its answer may be what was lost.
 */
public final class UnavailableException extends ComponentException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Duration retryAfter;

    public UnavailableException(String message) {
        this(message, null, null);
    }

    public UnavailableException(String message, @Nullable Throwable cause) {
        this(message, cause, null);
    }

    /** @param retryAfter how long the other side asked to be left alone, if it said so */
    public UnavailableException(String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    /** How long the other side asked to be left alone; empty if it did not say. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    @Override
    ComponentException saying(String message) {
        return new UnavailableException(message, this, retryAfter);
    }
}
