package dev.failover.spring;

import dev.failover.Failover;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A failover, and the components that were made for it. Thread-safe. */
final class ComposedFailover implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ComposedFailover.class);

    private final Failover failover;
    private final List<AutoCloseable> components;
    private final AtomicBoolean closed = new AtomicBoolean();

    ComposedFailover(Failover failover, List<AutoCloseable> components) {
        this.failover = failover;
        this.components = List.copyOf(components);
    }

    Failover failover() {
        return failover;
    }

    /** What it uses is closed after it. Within some ten seconds; idempotent. */
    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            failover.close();
            closeAll(components);
        }
    }

    static void closeAll(List<AutoCloseable> components) {
        for (AutoCloseable component : components) {
            try {
                component.close();
            } catch (Exception e) {
                // Nobody uses it any more, and the others are to be closed as well.
                log.warn("A component could not be closed: {}", e.toString());
            }
        }
    }
}
