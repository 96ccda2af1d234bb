package dev.failover;

/**
 * Follows what happens. Told in order, one event at a time, on a thread of its own: it may block, and may ask the {@link
 * Failover} something and wait for the answer. Checks are told a tenth of a second later, unless something else happens before. One that is behind by 10,000 events misses what follows, which is counted and
 * logged; one that is slow is named. What it throws, an {@code Error} too, is logged once for each kind.
 */
@FunctionalInterface
public interface FailoverListener {
    void on(FailoverEvent event);

    /**
     * Whether it is told of {@link FailoverEvent.Checked checks}, which are nearly all that happens while all is well: for whoever needs
     * none, no thread is woken. Asked at each check, on the thread that decides: it answers at once, and does not block.
     */
    default boolean hearsChecks() {
        return true;
    }
}
