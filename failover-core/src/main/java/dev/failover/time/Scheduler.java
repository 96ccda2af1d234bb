package dev.failover.time;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Time and threads: everything the library takes from its surroundings to be live. One fake of it makes every loop
 * run on virtual time.
 *
 * <p>State that belongs to a loop is touched only by actions on the <em>event thread</em>, which run one at a time; what
 * may block runs as <em>work</em> on a thread of its own and hands its outcome back to the event thread. Thread-safe.
 */
public interface Scheduler extends InstantSource, AutoCloseable {
    /** Nanoseconds that only ever grow, from an arbitrary start; for measuring what has passed. */
    long nanoTime();

    /** This moment, by both clocks. */
    default Moment moment() {
        return new Moment(nanoTime(), instant());
    }

    /**
     * Runs an action on the event thread, after at least {@code delay}. Actions due at the same moment run in the
     * order in which they were scheduled. An action that throws is logged and does not hinder the others.
     *
     * @param delay zero or more
     */
    Task schedule(Duration delay, Runnable action);

    /**
     * Runs work that may block, on a thread of its own. Cancelling interrupts it.
     *
     * @param name names the thread, for whoever reads a thread dump
     */
    Task start(String name, Runnable work);

    /**
     * Runs work that may block, and hands its outcome to {@code done} on the event thread: exactly once, and not later
     * than {@code limit} even if the work does not heed its interruption. Cancelling interrupts the work; {@code done}
     * is then not called any more.
     *
     * @param name what is called, as it should read in "… did not end within 30s"
     * @param limit after which the work is interrupted and the outcome is an {@code UnavailableException}
     */
    default <T> Task call(String name, Duration limit, Callable<T> work, Consumer<Outcome<T>> done) {
        return new Call<>(this, name, limit, work, done).start();
    }

    /** Ends the event thread and interrupts all work; returns within ten seconds. Idempotent. */
    @Override
    void close();

    /** The machine's own clock and threads (virtual ones for work, where the JDK has them). All are daemons. */
    static Scheduler system() {
        return new SystemScheduler();
    }
}
