package dev.failover.agent.command;

import dev.failover.time.Deadline;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** Tells whoever sits at the terminal what a verb still waits for, once that has taken a moment. */
final class StillWaiting {
    /** Before that nobody wonders. */
    private static final Duration MOMENT = Duration.ofMillis(400);

    private static final int NAMED = 3;

    private final Optional<PrintStream> told;
    private final LongSupplier nanoTime;

    /** @param told empty to tell nobody */
    StillWaiting(Optional<PrintStream> told, LongSupplier nanoTime) {
        this.told = told;
        this.nanoTime = nanoTime;
    }

    /** Tells on the error stream, unless nobody sits there: scripts and logs have no use for it. */
    static StillWaiting at(Console console) {
        return new StillWaiting(console.terminal().map(terminal -> console.err()), console.time()::nanoTime);
    }

    /**
     * Waits for all, for a moment at most, and tells which have not ended by then. How they end is for the caller to find out.
     *
     * @param underWay by what they are called
     * @param explained what to call one that has not ended
     */
    void on(Map<String, ? extends Future<?>> underWay, UnaryOperator<String> explained) throws InterruptedException {
        if (told.isEmpty() || haveEnded(underWay)) {
            return;
        }
        List<String> open = underWay.entrySet().stream()
                .filter(each -> !each.getValue().isDone())
                .map(Map.Entry::getKey)
                .toList();
        if (!open.isEmpty()) {
            told.get().println(sentence(open, explained));
        }
    }

    private boolean haveEnded(Map<String, ? extends Future<?>> underWay) throws InterruptedException {
        Deadline moment = Deadline.in(MOMENT, nanoTime);
        for (Future<?> each : underWay.values()) {
            try {
                each.get(moment.left().toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return false;
            } catch (ExecutionException | CancellationException e) {
                // Then it has ended.
            }
        }
        return true;
    }

    private static String sentence(List<String> open, UnaryOperator<String> explained) {
        String named =
                String.join(", ", open.stream().limit(NAMED).map(explained).toList());
        int more = open.size() - NAMED;
        return "Waiting for " + named + (more > 0 ? " and %d more".formatted(more) : "");
    }
}
