package dev.failover.internal.coordination;

import dev.failover.coordination.Coordination;
import dev.failover.internal.coordination.Bulletin.Lease;
import dev.failover.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one watcher knows of the lease, and what it may do about it. Nothing in it is believed but by its own clock: a lease of its
 * own is counted from when its renewal was sent, and another's from when it was first seen to be as it is. Not thread-safe.
 */
final class LeaseBook {
    private static final String NOBODY = "";

    /** A lease as this watcher wrote it, or tried to. */
    private record Own(Lease lease, Moment sent) {}

    private final Coordination terms;
    private final boolean comparesAndSets;
    private @Nullable Own held;
    /** What was given back last, and is still held if the store never took that. */
    private @Nullable Own givenBack;
    /** What was sent and may have taken effect, or may yet, oldest first. */
    private final List<Own> attempts = new ArrayList<>();

    private @Nullable Lease seen;
    private @Nullable Moment firstSeen;

    /** @param comparesAndSets whether all vendors of the service can */
    LeaseBook(Coordination terms, boolean comparesAndSets) {
        this.terms = terms;
        this.comparesAndSets = comparesAndSets;
    }

    /** What stands in a record that nobody has written before: whoever held a lost one may still believe in it. */
    Lease initial() {
        return new Lease(NOBODY, 0, terms.lease());
    }

    /**
     * Takes note of what is in the record.
     *
     * @param now when the answer was there
     */
    void see(Lease found, Moment now) {
        if (held != null && !held.lease().equals(found)) {
            held = null;
        }
        // Of two alike it was the earlier one, unless the store has said otherwise.
        attempts.stream().filter(own -> own.lease().equals(found)).findFirst().ifPresent(own -> held = own);
        attempts.removeIf(own -> own.lease().sequence() <= found.sequence());
        if (!found.equals(seen)) {
            seen = found;
            firstSeen = now;
        }
    }

    /**
     * What to write about the lease now; empty if nothing.
     *
     * @param willing whether this watcher could act
     * @param idle whether nothing that it sent to a vendor is under way
     */
    Optional<Lease> next(boolean willing, boolean idle, Moment now) {
        Lease found = seen;
        Moment since = firstSeen;
        if (found == null || since == null) {
            return Optional.empty();
        }
        Own mine = held;
        if (mine == null) {
            return willing && isFree(found, since, now) ? Optional.of(taken(found)) : Optional.empty();
        }
        if (!willing) {
            return idle ? Optional.of(released(found)) : Optional.empty();
        }
        // Also after its end: as long as the record is as this watcher left it, nobody else took it.
        return mine.sent().atMostUntil(now).compareTo(terms.renew()) >= 0
                ? Optional.of(taken(found))
                : Optional.empty();
    }

    /** L2: it is the duration in the record that its holder goes by; time that this machine slept through counts for nothing. */
    private boolean isFree(Lease found, Moment since, Moment now) {
        boolean released = found.holder().equals(NOBODY) && found.duration().isZero();
        return released || since.until(now).compareTo(terms.untilTakeover(found.duration(), comparesAndSets)) >= 0;
    }

    private Lease taken(Lease found) {
        return new Lease(terms.watcher(), found.sequence() + 1, terms.lease());
    }

    private static Lease released(Lease found) {
        return new Lease(NOBODY, found.sequence() + 1, Duration.ZERO);
    }

    /** What to write so that the next watcher need not wait; empty if this one does not hold the lease. */
    Optional<Lease> release(Moment now) {
        return held == null || seen == null || left(now).isZero() ? Optional.empty() : Optional.of(released(seen));
    }

    /**
     * A write of this lease was sent: whether it took effect is not known until {@link #written} or {@link #see}.
     *
     * @param sent before it left
     */
    void sending(Lease lease, Moment sent) {
        if (lease.holder().equals(terms.watcher())) {
            attempts.add(new Own(lease, sent));
        } else {
            // From the moment it is given back nothing is begun any more, unless the store refuses to take it.
            givenBack = held;
            held = null;
            attempts.clear();
        }
    }

    /**
     * What was sent last took effect.
     *
     * @param lease as it stands in the record now
     */
    void written(Lease lease, Moment now) {
        if (!attempts.isEmpty()) {
            Own latest = attempts.get(attempts.size() - 1);
            if (latest.lease().equals(lease)) {
                attempts.clear();
                attempts.add(latest);
            }
        }
        see(lease, now);
    }

    /** What was sent last did not take effect, and never will. */
    void refused(Lease lease) {
        if (!lease.holder().equals(terms.watcher())) {
            // Or nobody would have it until the time for a takeover is over.
            held = givenBack;
        }
        int last = attempts.size() - 1;
        if (last >= 0 && attempts.get(last).lease().equals(lease)) {
            attempts.remove(last);
        }
    }

    /** S5: how long this watcher may still rely on it, by whichever clock says less; zero if it does not hold it. */
    Duration left(Moment now) {
        Own mine = held;
        if (mine == null) {
            return Duration.ZERO;
        }
        Duration left = mine.lease().duration().minus(mine.sent().atMostUntil(now));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Who holds it as the record said last; empty if nobody, or nothing was seen. */
    Optional<String> holder() {
        return Optional.ofNullable(seen).map(Lease::holder).filter(holder -> !holder.equals(NOBODY));
    }
}
