package dev.failover.testkit.simulation;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The first thing that did not hold; what follows from it is not worth telling. */
final class Violations {
    private final World world;
    private @Nullable Violation first;

    Violations(World world) {
        this.world = world;
    }

    Optional<Violation> first() {
        return Optional.ofNullable(first);
    }

    void add(String invariant, String what) {
        if (first == null) {
            first = new Violation(invariant, Duration.ofNanos(world.timeline().now()), what);
            world.note("VIOLATED " + invariant + ": " + what);
        }
    }

    void require(boolean holds, String invariant, String what) {
        if (!holds) {
            add(invariant, what);
        }
    }

    void escaped(Watcher watcher, Throwable bug) {
        StackTraceElement[] trace = bug.getStackTrace();
        add("BUG", watcher.name() + " threw " + bug + (trace.length > 0 ? " at " + trace[0] : ""));
    }
}
