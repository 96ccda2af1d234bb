package dev.failover.testkit;

import dev.failover.component.ComponentException;
import dev.failover.component.ConflictException;
import dev.failover.component.UnavailableException;
import dev.failover.coordination.Coordinator;
import dev.failover.coordination.SharedRecord;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A store that watchers of one process share: the reference that keeps {@link CoordinatorContract} to the letter, to test
 * against what uses a coordinator, and to compare one's own with. Each watcher may be given the same one. Faults can be ordered.
 * Thread-safe.
 */
public final class InMemoryCoordinator implements Coordinator {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition healed = lock.newCondition();
    private final Map<String, SharedRecord> records = new HashMap<>();
    private long version;
    private long writes;
    private @Nullable ComponentException failure;
    private @Nullable String intruder;
    private boolean losingNextAnswer;
    private boolean hanging;

    @Override
    public Optional<SharedRecord> read(String service, Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            mayFail(timeout);
            return Optional.ofNullable(records.get(service));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String write(String service, Optional<String> expected, String content, Duration timeout)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            writes++;
            mayFail(timeout);
            if (intruder != null) {
                records.put(service, new SharedRecord(nextVersion(), intruder));
                intruder = null;
            }
            if (!Optional.ofNullable(records.get(service))
                    .map(SharedRecord::version)
                    .equals(expected)) {
                throw new ConflictException(
                        "the record of %s is another than expected: somebody else has written it".formatted(service));
            }
            SharedRecord written = new SharedRecord(nextVersion(), content);
            records.put(service, written);
            if (losingNextAnswer) {
                losingNextAnswer = false;
                throw new UnavailableException("the answer about the record of %s was lost".formatted(service));
            }
            return written.version();
        } finally {
            lock.unlock();
        }
    }

    private String nextVersion() {
        version++;
        return Long.toString(version);
    }

    private void mayFail(Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        while (hanging) {
            if (left <= 0) {
                throw new UnavailableException("the store did not answer within " + Durations.format(timeout));
            }
            left = healed.awaitNanos(left);
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Every record by its service, as it stands. */
    public Map<String, SharedRecord> records() {
        lock.lock();
        try {
            return Map.copyOf(records);
        } finally {
            lock.unlock();
        }
    }

    /** How many times a write was asked for so far, whatever came of it. */
    public long writes() {
        lock.lock();
        try {
            return writes;
        } finally {
            lock.unlock();
        }
    }

    /** Removes a service's record by hand. */
    public void remove(String service) {
        locked(() -> records.remove(service));
    }

    /** From now on every call throws this, until {@link #heal}. */
    public void failAlways(ComponentException thrown) {
        locked(() -> failure = thrown);
    }

    /** The next write takes effect, and its answer is lost. */
    public void loseNextAnswer() {
        locked(() -> losingNextAnswer = true);
    }

    /** Just before the next write takes effect, somebody else writes this of the same service. */
    public void changeBeforeNextWrite(String content) {
        locked(() -> intruder = content);
    }

    /** From now on calls wait until their timeout, or until {@link #heal}. In virtual time, fail instead. */
    public void hang() {
        locked(() -> hanging = true);
    }

    /** Forgets every fault ordered; calls that hang go on. */
    public void heal() {
        locked(() -> {
            failure = null;
            intruder = null;
            losingNextAnswer = false;
            hanging = false;
            healed.signalAll();
        });
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "coordinator in memory";
    }
}
