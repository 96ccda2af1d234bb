package dev.failover.testkit;

import dev.failover.coordination.Coordinator;
import dev.failover.coordination.SharedRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * One watcher's line to the store that it shares with others: something happens to each call on its way. So a watcher can be cut off,
 * or die without giving anything back, while the others go on. Thread-safe if that is. The store stays its maker's to close.
 */
public final class CoordinatorLine implements Coordinator {
    private final Coordinator store;
    private final Runnable onTheWay;

    /**
     * @param onTheWay runs before each call, on the caller's thread. Throws {@link dev.failover.component.UnavailableException} if the
     *     call does not get there
     */
    public CoordinatorLine(Coordinator store, Runnable onTheWay) {
        this.store = store;
        this.onTheWay = onTheWay;
    }

    @Override
    public Optional<SharedRecord> read(String service, Duration timeout) throws InterruptedException {
        onTheWay.run();
        return store.read(service, timeout);
    }

    @Override
    public String write(String service, Optional<String> expected, String content, Duration timeout)
            throws InterruptedException {
        onTheWay.run();
        return store.write(service, expected, content, timeout);
    }

    @Override
    public Set<String> hosts() {
        return store.hosts();
    }

    @Override
    public String toString() {
        return "a line to " + store;
    }
}
