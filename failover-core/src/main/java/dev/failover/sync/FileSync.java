package dev.failover.sync;

/**
 * A transport that makes a remote directory equal a local one.
 *
 * <p>Thread-safe; mirrors to one target run one after another. Failures are {@link
 * dev.failover.component.RejectedException} (configuration, authentication, changed host key, a safety limit reached: a
 * human must look), {@link dev.failover.component.ConflictException} (the target belongs to another source) and {@link
 * dev.failover.component.UnavailableException} (connection lost, target full: a retry may help).
 */
public interface FileSync extends AutoCloseable {
    /**
     * Makes the target equal the source, or as much of it as the request names.
     *
     * <p>Idempotent; whatever was cut short is made good by the next call. No file is ever seen half-written under its final
     * name. Deletions come last, and only after everything else was transferred without error.
     *
     * @param listener told of progress, from any thread
     * @return what was done; {@link MirrorReport#complete()} only if the target now equals the source as scanned
     * @throws InterruptedException if interrupted; it stops within a few seconds, its processes and connections with it
     */
    MirrorReport mirror(MirrorRequest request, MirrorListener listener) throws InterruptedException;

    /** Releases connections, processes and threads. Idempotent. */
    @Override
    default void close() {}
}
