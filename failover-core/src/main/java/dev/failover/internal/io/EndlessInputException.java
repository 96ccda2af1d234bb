package dev.failover.internal.io;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A peer sent more than anybody in earnest does before what was waited for. The message says so, without any of it. */
public final class EndlessInputException extends IOException {
    private static final long serialVersionUID = 1;

    /** @param limit how many bytes were too many */
    public EndlessInputException(int limit) {
        super("its headers or framing go on without end (more than " + limit + " bytes)");
    }

    /** The one behind a failure, as TLS wraps what its socket throws. */
    public static Optional<EndlessInputException> behind(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof EndlessInputException found) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }
}
