package dev.failover.ovh;

import dev.failover.component.UnavailableException;
import dev.failover.time.Deadline;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one change of a zone at a time pass, in the whole process: of two refreshes at once, OVH may lose one. One small
 * entry stays for every zone ever changed.
 */
final class ZoneLock {
    private static final Map<String, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private final String zone;
    private final ReentrantLock lock;

    /** The lock that every provider of this zone at this host shares. */
    ZoneLock(String host, String zone) {
        this.zone = zone;
        this.lock = LOCKS.computeIfAbsent(host + "/" + zone, any -> new ReentrantLock(true));
    }

    /** A change of the zone. */
    @FunctionalInterface
    interface Change {
        void run() throws InterruptedException;
    }

    void hold(Deadline deadline, Change change) throws InterruptedException {
        if (!lock.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
            throw new UnavailableException(
                    "Another change of zone %s is still under way in this process; try again after it."
                            .formatted(zone));
        }
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
