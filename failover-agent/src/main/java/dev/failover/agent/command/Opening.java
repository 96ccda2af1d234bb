package dev.failover.agent.command;

import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import java.util.function.Supplier;

/** What it means to a verb that the state directory can't be opened. */
final class Opening {
    private Opening() {}

    /** Opens; a directory in use and one that can't be used end the verb. */
    static <T> T open(Supplier<T> opening) {
        try {
            return opening.get();
        } catch (ConflictException e) {
            throw new EndException(ExitCode.IN_USE, String.valueOf(e.getMessage()));
        } catch (RejectedException e) {
            throw new EndException(ExitCode.BAD_USAGE, "state-directory: " + e.getMessage());
        }
    }
}
