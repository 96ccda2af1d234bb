package dev.failover.rfc2136;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Whether a zone's serial number rises with its changes, of which its secondary servers learn by that. Once an update was seen to raise
 * it, it will again: it is a matter of the server's configuration. No change waits for a look that another has made, unless what that saw
 * proves nothing as others change the zone, too. Thread-safe.
 */
final class Serial {
    /** Who else may have raised it meanwhile is no more likely than between two messages of a change. */
    private static final long JUST_NOW = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanoTime;
    private boolean rises;
    /** Whether it was ever another where somebody else may have raised it: what is remembered would prove nothing again. */
    private boolean doubtful;

    private Optional<Seen> latest = Optional.empty();

    private record Seen(long number, long at) {}

    /**
     * The number before a change.
     *
     * @param justBefore whether nobody else can have raised it since, but for a moment
     */
    record Before(long number, boolean justBefore) {}

    /** Asks the server; empty if it does not say. */
    @FunctionalInterface
    interface Look {
        Optional<Long> number() throws InterruptedException;
    }

    Serial(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** It is this number now. */
    synchronized void saw(long number) {
        latest = Optional.of(new Seen(number, nanoTime.getAsLong()));
    }

    /** What it is before a change, as far as that is known; empty if it is known to rise, or not to be had: no change waits for it. */
    Optional<Before> before(Look look) throws InterruptedException {
        synchronized (this) {
            if (rises) {
                return Optional.empty();
            }
            if (latest.isPresent()) {
                Seen seen = latest.get();
                boolean justNow = nanoTime.getAsLong() - seen.at() <= JUST_NOW;
                if (justNow || !doubtful) {
                    return Optional.of(new Before(seen.number(), justNow));
                }
            }
        }
        return look.number().map(number -> new Before(number, true));
    }

    /**
     * Compares it with what it is after the change. What somebody else may have raised proves nothing.
     *
     * @return false if it is as it was
     */
    synchronized boolean rose(Before before, long after) {
        saw(after);
        boolean rose = before.number() != after;
        rises |= rose && before.justBefore();
        doubtful |= rose && !before.justBefore();
        return rose;
    }
}
