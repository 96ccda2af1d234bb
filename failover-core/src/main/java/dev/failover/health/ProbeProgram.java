package dev.failover.health;

import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.Finding;
import dev.failover.component.UnavailableException;
import dev.failover.internal.process.Children;
import dev.failover.internal.process.Command;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How a check runs a program of this machine: once, within the probe's time, and ended with what it has started. */
final class ProbeProgram {
    /** It ends at its deadline, and this is how long it may take to be heard of. */
    private static final Duration TO_BE_HEARD = Duration.ofMillis(25);

    /** Of all checks, as none is closed: what runs into its timeout is still being ended when a short-lived process ends. */
    private static final Children PROGRAMS = Children.untilExit();

    private ProbeProgram() {}

    /**
     * Runs it. What keeps it from running is UNKNOWN, as that says nothing about the site.
     *
     * @param lines told each line that it says
     * @param ended what its status means
     * @param late what it means that it did not end in time
     */
    static Health run(
            Command command, Duration timeout, Consumer<String> lines, IntFunction<Health> ended, Supplier<Health> late)
            throws InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        Future<Integer> running = ProbeThreads.all()
                .submit(() -> command.run(PROGRAMS, deadline, lines).status());
        try {
            int status = running.get(deadline.left().plus(TO_BE_HEARD).toNanos(), TimeUnit.NANOSECONDS);
            return PROGRAMS.isOver() ? Health.unknown("not known, as this process is ending") : ended.apply(status);
        } catch (TimeoutException e) {
            return late.get();
        } catch (InterruptedException e) {
            running.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            return notRun(e.getCause(), deadline, late);
        }
    }

    private static Health notRun(@Nullable Throwable failure, Deadline deadline, Supplier<Health> late) {
        if (!(failure instanceof ComponentException expected)) {
            throw new IllegalStateException("a probe failed in an unforeseen way", failure);
        }
        return expected instanceof UnavailableException && deadline.left().isZero()
                ? late.get()
                : Health.unknown(Excerpt.of(expected.getMessage()));
    }

    /**
     * Whether there is such a program.
     *
     * @param setting that names it
     */
    static List<Finding> inspect(String program, String setting) {
        String subject = "program " + program;
        return List.of(
                Command.isThere(program)
                        ? Finding.ok(subject, "can be run")
                        : Finding.error(
                                subject,
                                setting
                                        + ": there is no such program, or this user may not run it; install it, or set its path"));
    }
}
