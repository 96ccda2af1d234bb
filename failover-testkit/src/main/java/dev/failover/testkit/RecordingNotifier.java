package dev.failover.testkit;

import dev.failover.component.ComponentException;
import dev.failover.component.UnavailableException;
import dev.failover.notify.Notification;
import dev.failover.notify.Notifier;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A notifier that remembers what it was given, and fails when told to. It recognises a repeated {@link Notification#id()}. Thread-safe; keeps {@link NotifierContract}.
 */
public final class RecordingNotifier implements Notifier {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition healed = lock.newCondition();
    private final List<Notification> attempts = new ArrayList<>();
    private final List<Notification> accepted = new ArrayList<>();
    private final Deque<ComponentException> script = new ArrayDeque<>();
    private Function<Notification, @Nullable RuntimeException> lasting = notification -> null;
    private boolean hanging;

    @Override
    public void send(Notification notification, Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            attempts.add(notification);
            long left = timeout.toNanos();
            while (hanging) {
                if (left <= 0) {
                    throw new UnavailableException(
                            "the notification was not accepted within " + Durations.format(timeout));
                }
                left = healed.awaitNanos(left);
            }
            RuntimeException failure = script.isEmpty() ? lasting.apply(notification) : script.remove();
            if (failure != null) {
                throw failure;
            }
            accepted.add(notification);
        } finally {
            lock.unlock();
        }
    }

    /** The next {@code count} calls throw this, after the ones scripted before. */
    public void failNext(int count, ComponentException failure) {
        locked(() -> script.addAll(Collections.nCopies(count, failure)));
    }

    /** From now on, once the script is over, every call throws this. */
    public void failAlways(ComponentException failure) {
        failAlways(notification -> failure);
    }

    /** From now on, once the script is over, a call throws what this says; nothing if that is null. */
    public void failAlways(Function<Notification, @Nullable RuntimeException> failure) {
        locked(() -> lasting = failure);
    }

    /** From now on calls wait until their timeout, or until {@link #heal}. In virtual time, let the scheduler hang instead. */
    public void hang() {
        locked(() -> hanging = true);
    }

    /** Forgets every failure ordered; calls that hang go on. */
    public void heal() {
        locked(() -> {
            script.clear();
            lasting = notification -> null;
            hanging = false;
            healed.signalAll();
        });
    }

    /** What was accepted, in order, repetitions left out. */
    public List<Notification> accepted() {
        Set<String> known = new HashSet<>();
        return acceptedEachTime().stream()
                .filter(notification -> known.add(notification.id()))
                .toList();
    }

    /** What was accepted, in order, as often as it was. */
    public List<Notification> acceptedEachTime() {
        return copyOf(accepted);
    }

    /** What it was called with, in order, whatever came of it. */
    public List<Notification> attempts() {
        return copyOf(attempts);
    }

    private List<Notification> copyOf(List<Notification> notifications) {
        lock.lock();
        try {
            return List.copyOf(notifications);
        } finally {
            lock.unlock();
        }
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
        return "recording notifier";
    }
}
