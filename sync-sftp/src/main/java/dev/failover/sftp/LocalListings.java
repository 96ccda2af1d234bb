package dev.failover.sftp;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lists directories of the source on a thread of its own, while those of the target are listed; only so far ahead, as what is listed
 * takes memory. What is asked for and not begun is listed by whoever asks. Thread-safe.
 */
final class LocalListings implements AutoCloseable {
    /** How many entries may wait to be taken. */
    private static final int AHEAD = 20_000;

    private static final Duration SLICE = Duration.ofMillis(100);

    private final LocalScan scan;
    private final Deadline deadline;
    private final Set<String> wanted = new HashSet<>();
    /** The latest first, as they are taken in that order; some are not wanted any more. */
    private final Deque<String> order = new ArrayDeque<>();

    private final Map<String, Listing> done = new HashMap<>();
    private final Set<String> begun = new HashSet<>();
    private final Thread thread = new Thread(this::work, "failover-sftp-scan");
    private int held;
    private boolean closed;

    /** @param failure empty, or an {@link IOException} or a {@link RuntimeException} */
    private record Listing(Map<String, Entry> children, Optional<Exception> failure) {}

    LocalListings(LocalScan scan, Deadline deadline) {
        this.scan = scan;
        this.deadline = deadline;
        thread.setDaemon(true);
        thread.start();
    }

    synchronized void expect(String directory) {
        wanted.add(directory);
        order.push(directory);
        notifyAll();
    }

    /** What is in a directory that was {@linkplain #expect expected}. */
    Map<String, Entry> take(String directory) throws IOException, InterruptedException {
        Listing listing;
        synchronized (this) {
            if (wanted.remove(directory)) {
                listing = null;
            } else {
                while (begun.contains(directory)) {
                    wait(deadline.left(SLICE).toMillis());
                    deadline.requireTime();
                }
                listing = done.remove(directory);
                held -= listing == null ? 0 : listing.children.size();
                notifyAll();
            }
        }
        Listing taken = listing == null ? list(directory) : listing;
        if (taken.failure.isPresent()) {
            if (taken.failure.get() instanceof IOException failure) {
                throw failure;
            }
            throw (RuntimeException) taken.failure.get();
        }
        return taken.children;
    }

    private Listing list(String directory) throws InterruptedException {
        try {
            return new Listing(scan.list(directory), Optional.empty());
        } catch (IOException | RuntimeException e) {
            return new Listing(Map.of(), Optional.of(e));
        }
    }

    private void work() {
        try {
            while (true) {
                String next = next();
                if (next == null) {
                    return;
                }
                Listing listing = list(next);
                synchronized (this) {
                    begun.remove(next);
                    done.put(next, listing);
                    held += listing.children.size();
                    notifyAll();
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private synchronized @Nullable String next() throws InterruptedException {
        while (!closed) {
            if (order.isEmpty() || held > AHEAD) {
                wait();
            } else {
                String next = order.pop();
                if (wanted.remove(next)) {
                    begun.add(next);
                    return next;
                }
            }
        }
        return null;
    }

    @Override
    public synchronized void close() {
        closed = true;
        thread.interrupt();
        notifyAll();
    }
}
