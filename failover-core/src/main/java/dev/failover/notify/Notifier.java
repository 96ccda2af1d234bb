package dev.failover.notify;

import dev.failover.internal.notify.Outbox;
import java.time.Duration;
import java.util.Set;

/**
 * A channel to a human.
 *
 * <p>Thread-safe. Failures are {@link dev.failover.component.RejectedException} (retrying is useless: wrong key, unknown
 * receiver) and {@link dev.failover.component.UnavailableException} (a retry may help).
 */
@FunctionalInterface
public interface Notifier extends AutoCloseable {
    /**
     * Hands one notification over to the channel; returns once the channel has accepted it. Makes a single attempt: the
     * {@link Outbox} is what retries. A channel that can recognise a repeated {@link Notification#id()} drops the repetition.
     *
     * @param timeout more than zero; it returns or throws within that, and within a second of being interrupted
     */
    void send(Notification notification, Duration timeout) throws InterruptedException;

    /**
     * The hosts that the channel goes through, by name or address, as far as this knows: an alarm about one of them may not be heard.
     * Empty if it knows of none. Looks nothing up.
     */
    default Set<String> hosts() {
        return Set.of();
    }

    /** The mail domains whose mails have to arrive; empty if the channel is not mail. Looks nothing up. */
    default Set<String> mailDomains() {
        return Set.of();
    }

    /** Releases connections and threads. Idempotent. */
    @Override
    default void close() {}
}
