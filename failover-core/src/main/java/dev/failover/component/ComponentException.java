package dev.failover.component;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a component throws when it could not do its work. The four kinds differ in what the caller should do next;
 * anything else a component throws is a bug.
 *
 * <p>Messages are written for an operator: they name the setting, site or server at fault and what to do. They never
 * hold a secret; a vendor's own exception is only ever the cause.
 */
public abstract sealed class ComponentException extends RuntimeException
        permits InvalidSettingsException, RejectedException, ConflictException, UnavailableException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Remedy remedy;

    /** Has the remedy of the failure that it only says in other words, if there is one. */
    ComponentException(String message, @Nullable Throwable cause) {
        this(message, cause instanceof ComponentException failure ? failure.remedy : null, cause);
    }

    ComponentException(String message, @Nullable Remedy remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.remedy = remedy;
    }

    /** One sentence for an operator; never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** The same failure with one sentence more; this one is its cause. */
    public final ComponentException noting(String note) {
        return saying(getMessage() + " " + note);
    }

    abstract ComponentException saying(String message);

    /** What only a human can do about it; empty if the message is all there is to say. */
    public final Optional<Remedy> remedy() {
        return Optional.ofNullable(remedy);
    }
}
