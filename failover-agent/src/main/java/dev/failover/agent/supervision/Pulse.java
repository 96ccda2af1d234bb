package dev.failover.agent.supervision;

import dev.failover.time.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager that all is well, for as long as whatever decides answers: an agent that is stuck falls silent, and is started
 * again. On a scheduler of its own, as the one that is asked may be what is stuck.
 */
public final class Pulse implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Pulse.class);
    /** Telling takes five at most. */
    private static final Duration TIME_TO_TELL = Duration.ofSeconds(6);

    private final Scheduler scheduler;
    private final ServiceManager manager;
    private final Supplier<CompletableFuture<?>> question;
    private final Supplier<String> status;
    private @Nullable CompletableFuture<?> asked;
    private boolean closed;

    Pulse(
            Scheduler scheduler,
            ServiceManager manager,
            Supplier<CompletableFuture<?>> question,
            Supplier<String> status) {
        this.scheduler = scheduler;
        this.manager = manager;
        this.question = question;
        this.status = status;
    }

    /**
     * Begins, if there is a service manager; returns at once.
     *
     * @param ready the agent is ready with the first answer after this
     * @param question asked anew once it is answered
     * @param status one line on how the agent is doing
     */
    public static Pulse begin(
            ServiceManager manager,
            CompletableFuture<?> ready,
            Supplier<CompletableFuture<?>> question,
            Supplier<String> status) {
        Pulse pulse = new Pulse(Scheduler.system(), manager, question, status);
        if (manager.isPresent()) {
            pulse.beginAfter(ready);
        }
        return pulse;
    }

    void beginAfter(CompletableFuture<?> ready) {
        CompletableFuture<?> unused =
                ready.whenComplete((answer, failure) -> scheduler.schedule(Duration.ZERO, this::beat));
    }

    private void beat() {
        if (closed) {
            return;
        }
        scheduler.schedule(manager.pace(), this::beat);
        CompletableFuture<?> before = asked;
        if (before != null) {
            log.error("Nothing has been decided for {}: whatever decides does not answer", manager.pace());
            return;
        }
        CompletableFuture<?> now = question.get();
        asked = now;
        CompletableFuture<?> unused =
                now.whenComplete((answer, failure) -> scheduler.schedule(Duration.ZERO, () -> answered(failure)));
    }

    private void answered(@Nullable Throwable failure) {
        asked = null;
        if (failure != null || closed) {
            return;
        }
        scheduler.call(
                "telling the service manager",
                TIME_TO_TELL,
                () -> {
                    manager.well(status.get());
                    return true;
                },
                outcome -> {});
    }

    /** Falls silent. Idempotent. */
    @Override
    public void close() {
        scheduler.schedule(Duration.ZERO, () -> closed = true);
        scheduler.close();
    }
}
