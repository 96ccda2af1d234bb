package dev.failover.traffic;

import java.time.Duration;
import java.util.Set;

/**
 * What makes one site of a service the one that gets the traffic, by another means than DNS: an address that moves, a balancer, a
 * route.
 *
 * <p>Thread-safe; calls of one switch that redirect are made one after another. Every call returns or throws within the timeout it is
 * given, and within a second of being interrupted. Failures are {@link dev.failover.component.RejectedException} (it refuses: key,
 * right, a destination that can't be had), {@link dev.failover.component.ConflictException} and {@link
 * dev.failover.component.UnavailableException} (unreachable, too slow, throttled, broken answer, something else under way).
 */
public interface TrafficSwitch extends AutoCloseable {
    /** The longest that {@link #longest()} may be: nobody waits an hour for a failover. */
    Duration LIMIT = Duration.ofMinutes(15);

    /** The sites that it can send to, by their names; at least one. Constant. */
    Set<String> sites();

    /**
     * Who gets the traffic now. What nobody has said must not be guessed: who can't tell, throws.
     *
     * @param timeout more than zero
     * @throws dev.failover.component.UnavailableException if that can't be told
     */
    Traffic ask(Duration timeout) throws InterruptedException;

    /**
     * Makes a site the one that gets the traffic; returns once it does.
     *
     * <p>Idempotent: if it does already, and nothing else is under way, nothing is done; so after {@code UnavailableException} the same
     * call is simply made again, and waits for what the one before it began. Something else that was begun is waited for, and
     * if it does not end the failure says what it is: what comes of it later must not come after this.
     *
     * @param timeout more than zero, for all of it
     * @throws dev.failover.component.ConflictException if the traffic goes neither where that is expected, nor to the site; nothing was
     *     done then
     * @throws IllegalArgumentException if it is none of the {@link #sites()}
     */
    void send(Redirection redirection, Duration timeout) throws InterruptedException;

    /**
     * How long a redirection takes at most when nothing is wrong, from the call on; more than zero, up to {@link #LIMIT}. A call is
     * given this long, and the time that a failover takes is predicted by it until one was measured. Constant.
     */
    Duration longest();

    /**
     * Whether it refuses by itself a redirection from where the traffic does not go any more, with no window in between; else that is
     * looked at before. Constant; claim only what whoever directs the traffic enforces.
     */
    default boolean comparesAndSets() {
        return false;
    }

    /** Ends what is under way here, and releases connections and threads. Idempotent. */
    @Override
    default void close() {}
}
