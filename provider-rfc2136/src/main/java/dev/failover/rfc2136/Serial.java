package dev.failover.rfc2136;

import java.util.Optional;

/**
 * Whether a zone's serial number rises with its changes, of which its secondary servers learn by that. Once an update was seen to raise
 * it, it will again: it is a matter of the server's configuration. Thread-safe.
 */
final class Serial {
    private boolean rises;
    private Optional<Before> remembered = Optional.empty();

    /**
     * The number before a change.
     *
     * @param justBefore whether nobody else can have raised it since, but for a moment
     */
    record Before(long number, boolean justBefore) {}

    /** Asks the server. */
    @FunctionalInterface
    interface Look {
        long number() throws InterruptedException;
    }

    /** It was this number a while ago: a first change need not wait for a look. */
    synchronized void remember(long number) {
        remembered = Optional.of(new Before(number, false));
    }

    /** What it is before a change; empty if it is known to rise. */
    Optional<Before> before(Look look) throws InterruptedException {
        synchronized (this) {
            if (rises) {
                return Optional.empty();
            }
            if (remembered.isPresent()) {
                Optional<Before> before = remembered;
                remembered = Optional.empty();
                return before;
            }
        }
        return Optional.of(new Before(look.number(), true));
    }

    /**
     * Compares it with what it is after the change. What somebody else may have raised proves nothing; the next change looks right before.
     *
     * @return false if it is as it was
     */
    synchronized boolean rose(Before before, long after) {
        boolean rose = before.number() != after;
        rises |= rose && before.justBefore();
        return rose;
    }
}
