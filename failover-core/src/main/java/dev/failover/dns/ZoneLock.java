package dev.failover.dns;

import dev.failover.component.UnavailableException;
import dev.failover.time.Deadline;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one change of a zone at a time pass, in the whole process, for vendors that lose or refuse one of two at once. All providers
 * of the zone share it; one small entry stays for every zone ever changed. Thread-safe.
 */
public final class ZoneLock {
    private static final Map<String, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private final String zone;
    private final ReentrantLock lock;

    private ZoneLock(String zone, ReentrantLock lock) {
        this.zone = zone;
        this.lock = lock;
    }

    /**
     * The lock of a zone.
     *
     * @param host where the zone is changed; two hosts may have a zone of one name each
     */
    public static ZoneLock of(String host, String zone) {
        return new ZoneLock(zone, LOCKS.computeIfAbsent(host + "/" + zone, any -> new ReentrantLock(true)));
    }

    /** A lock that nobody else has, for changes that the vendor itself keeps apart from those of other providers. */
    public static ZoneLock ofOne(String zone) {
        return new ZoneLock(zone, new ReentrantLock(true));
    }

    /** A change of the zone. */
    @FunctionalInterface
    public interface Change {
        void run() throws InterruptedException;
    }

    /**
     * Makes a change once those before it are over.
     *
     * @throws UnavailableException if they are not by the deadline
     */
    public void hold(Deadline deadline, Change change) throws InterruptedException {
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
