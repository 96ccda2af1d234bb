package dev.failover;

/**
 * Follows what happens. Told in order, one event at a time, on a thread of its own: it may block, and may ask the {@link
 * Failover} something and wait for the answer. Checks are told a tenth of a second later, unless something else happens before. One
 * that is behind by 10,000 events misses what follows, which is counted and logged; one that takes longer than a second for an event
 * is named in the log at the next event that it hears. What it throws, an {@code Error} too, is logged once for each kind.
 */
@FunctionalInterface
public interface FailoverListener {
    void on(FailoverEvent event);

    /**
     * Whether it is told of {@link FailoverEvent.Checked checks}, which are nearly all that happens while all is well: for whoever needs
     * none, no thread is woken. Asked at each check, on the thread that decides: it answers at once, and does not block. What it throws
     * is logged, and that check is not told.
     */
    default boolean hearsChecks() {
        return true;
    }
}
