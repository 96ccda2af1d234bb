package dev.failover.evidence;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all items of an incident may yet take. Thread-safe. */
final class Room {
    private final AtomicLong left;

    Room(long bytes) {
        left = new AtomicLong(bytes);
    }

    /** Takes as many as there are, up to so many. */
    int take(int wanted) {
        long before = left.getAndUpdate(have -> Math.max(0, have - wanted));
        return (int) Math.min(wanted, before);
    }
}
