package dev.failover.evidence;

import java.time.Duration;

/**
 * Asks one source what it knows of a failure, before what failed is repaired or replaced. It decides nothing: when it is asked, for how
 * long, and what is kept of it, is the library's to say.
 *
 * <p>An implementation guarantees:
 *
 * <ul>
 *   <li><em>It looks.</em> Nothing is changed anywhere, but for what its {@linkplain #describe description} tells.
 *   <li><em>It hands over as it gets.</em> What has reached the sink is evidence, whatever becomes of the rest.
 *   <li><em>It keeps secrets.</em> No password, key or token shows in an item's name or source, in an exception or in {@code toString}.
 * </ul>
 *
 * <p>Thread-safe: incidents may overlap. Failures are {@link dev.failover.component.RejectedException} (a human must look) and {@link
 * dev.failover.component.UnavailableException} (a retry may help).
 */
public interface EvidenceCollector extends AutoCloseable {
    /** How a source is reached. */
    enum Reach {
        /** By a way that works while the failed machine doesn't: its vendor's API, monitoring, a console. Asked first. */
        OUT_OF_BAND,
        /** On the failed machine itself. It may not answer, or hang after it has. */
        IN_BAND
    }

    /** What collecting does to the failed site. */
    enum Cost {
        NONE,
        /** A process or the machine stands still meanwhile. */
        FREEZES,
        /** The machine is started anew. */
        REBOOTS
    }

    /**
     * What a collector does.
     *
     * @param what it brings, for a human: {@code the journal of web1}
     */
    record Description(String what, Reach reach, Cost cost) {}

    /** What it does; asks nobody. The same each time. */
    Description describe();

    /**
     * Collects. Returns or throws within three seconds of the end of its time, of being interrupted, and of the sink's taking no more.
     *
     * @param timeout for the whole call; more than zero
     */
    void collect(Incident incident, EvidenceSink sink, Duration timeout) throws InterruptedException;

    /** Releases what it holds; a call that is under way is ended by its interruption. Idempotent. */
    @Override
    default void close() {}
}
