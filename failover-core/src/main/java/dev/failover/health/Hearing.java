package dev.failover.health;

import dev.failover.internal.component.BugLog;
import dev.failover.internal.probe.Ending;
import dev.failover.internal.probe.Hearer;
import dev.failover.internal.probe.Unattended;
import dev.failover.time.Outcome;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Tells what the end of a probe means.
 *
 * @param meaning of one that did not fail, or failed by an {@code IOException}
 * @param elsewhere who finds that out, as it may take long; empty if it does not
 */
record Hearing(Unattended.Listener<Health> listener, Function<Ending, Health> meaning, Optional<Executor> elsewhere)
        implements Hearer {
    private static final BugLog BUGS = new BugLog(HealthCheck.class);

    @Override
    public void begins(long nanos) {
        listener.begins(nanos);
    }

    @Override
    public void ends(Ending ending) {
        if (elsewhere.isPresent()) {
            elsewhere.get().execute(() -> tell(ending));
        } else {
            tell(ending);
        }
    }

    private void tell(Ending ending) {
        listener.ends(found(ending), TimeSource.system().nanoTime(), ending.held());
    }

    private Outcome<Health> found(Ending ending) {
        Throwable failure = ending.failure();
        try {
            if (failure != null && !(failure instanceof IOException)) {
                throw new IllegalStateException("a probe failed in an unforeseen way", failure);
            }
            return new Outcome.Success<>(meaning.apply(ending));
        } catch (RuntimeException e) {
            BUGS.report("a health check", e);
            return new Outcome.Failure<>(e);
        } catch (Error e) {
            BUGS.report("a health check", e);
            return new Outcome.Failure<>(new IllegalStateException("it failed: " + e, e));
        }
    }
}
