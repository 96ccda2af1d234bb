package dev.failover.agent.heartbeat;

import dev.failover.component.ComponentException;
import dev.failover.time.Durations;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the agent does what it is for: what decides turns in time, which is also what a service manager's watchdog asks; the state
 * directory takes and gives back what is written; and what there is to tell gets through. Belongs to its scheduler's event thread.
 */
final class Soundness {
    /** For an answer of what decides, and of the disk. */
    static final Duration IN_TIME = Duration.ofSeconds(10);
    /** Longer than any notifier's own pauses between attempts, and than a failure that passes. */
    static final Duration LONGEST_UNSAID = Duration.ofMinutes(10);

    private final Scheduler scheduler;
    private final Supplier<CompletableFuture<?>> turns;
    private final Callable<Optional<Instant>> kept;
    private final AtomicBoolean diskBusy = new AtomicBoolean();
    private @Nullable CompletableFuture<?> asked;

    /**
     * @param turns asks what decides; completes once it has come to it
     * @param kept looks at the state directory: since when something is to be said that nobody was told; may block
     */
    Soundness(Scheduler scheduler, Supplier<CompletableFuture<?>> turns, Callable<Optional<Instant>> kept) {
        this.scheduler = scheduler;
        this.turns = turns;
        this.kept = kept;
    }

    /** Finds out, and says why not; empty if all is well. Answers once, in little more than {@link #IN_TIME}. */
    void ask(Consumer<Optional<String>> answer) {
        if (asked != null) {
            // One question is enough for what is stuck: more would only pile up before it.
            answer.accept(whyNot(false, new Outcome.Success<>(Optional.empty()), scheduler.instant()));
            return;
        }
        CompletableFuture<?> question = turns.get();
        asked = question;
        AtomicBoolean answered = new AtomicBoolean();
        Task late = scheduler.schedule(IN_TIME, () -> {
            if (answered.compareAndSet(false, true)) {
                answer.accept(whyNot(false, new Outcome.Success<>(Optional.empty()), scheduler.instant()));
            }
        });
        CompletableFuture<?> unused =
                question.whenComplete((turned, failure) -> scheduler.schedule(Duration.ZERO, () -> {
                    asked = null;
                    late.cancel();
                    if (answered.compareAndSet(false, true)) {
                        look(failure == null, answer);
                    }
                }));
    }

    private void look(boolean turning, Consumer<Optional<String>> answer) {
        scheduler.call(
                "looking at the state directory",
                IN_TIME,
                () -> {
                    if (!diskBusy.compareAndSet(false, true)) {
                        throw new IllegalStateException("an earlier look has not ended");
                    }
                    try {
                        return kept.call();
                    } finally {
                        diskBusy.set(false);
                    }
                },
                outcome -> answer.accept(whyNot(turning, outcome, scheduler.instant())));
    }

    /**
     * The judgement itself.
     *
     * @param turning whether what decides answered in time
     * @param unsaid since when something is to be said that nobody was told, as far as the state directory could be read
     */
    static Optional<String> whyNot(boolean turning, Outcome<Optional<Instant>> unsaid, Instant now) {
        if (!turning) {
            return Optional.of(
                    "Nothing is decided: whatever decides does not answer within " + Durations.format(IN_TIME));
        }
        return unsaid.fold(
                since -> since.filter(then -> then.plus(LONGEST_UNSAID).isBefore(now))
                        .map(then -> "Nobody could be told for " + Durations.format(Duration.between(then, now))
                                + " what there is to tell: the notifiers fail"),
                failure -> Optional.of(
                        failure instanceof ComponentException
                                ? String.valueOf(failure.getMessage())
                                : "The state directory does not answer"));
    }
}
