package dev.failover.testkit;

import dev.failover.health.Health;
import dev.failover.health.HealthCheck;
import dev.failover.time.Durations;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A health check that finds what it was told to find, address by address; {@link Health.Status#DOWN} at an address it was
 * told nothing about. Answers at once. Thread-safe; keeps {@link HealthCheckContract}.
 */
public final class ScriptedHealthCheck implements HealthCheck {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<InetAddress, Health> lasting = new HashMap<>();
    private final Map<InetAddress, Deque<Health>> scripts = new HashMap<>();
    private final Set<InetAddress> hanging = new HashSet<>();
    private final Map<InetAddress, Integer> checks = new HashMap<>();

    @Override
    public Health check(InetAddress address, Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            checks.merge(address, 1, Integer::sum);
            long left = timeout.toNanos();
            while (hanging.contains(address)) {
                if (left <= 0) {
                    return Health.down("did not answer within " + Durations.format(timeout));
                }
                left = changed.awaitNanos(left);
            }
            Deque<Health> script = scripts.get(address);
            if (script != null && !script.isEmpty()) {
                return script.remove();
            }
            return lasting.getOrDefault(address, Health.down("nothing is known of " + address.getHostAddress()));
        } finally {
            lock.unlock();
        }
    }

    /**
     * From now on finds this at the address; ends a script and a hang there.
     *
     * @return this
     */
    public ScriptedHealthCheck set(InetAddress address, Health health) {
        return locked(() -> {
            hanging.remove(address);
            scripts.remove(address);
            lasting.put(address, health);
        });
    }

    /**
     * As {@link #set(InetAddress, Health)}.
     *
     * @param address an IPv4 or IPv6 address, not a name
     */
    public ScriptedHealthCheck set(String address, Health health) {
        return set(parsed(address), health);
    }

    /**
     * The next checks of the address find these, one each; then what was {@link #set}.
     *
     * @return this
     */
    public ScriptedHealthCheck next(InetAddress address, Health... healths) {
        return locked(() ->
                scripts.computeIfAbsent(address, key -> new ArrayDeque<>()).addAll(List.of(healths)));
    }

    /**
     * As {@link #next(InetAddress, Health...)}.
     *
     * @param address an IPv4 or IPv6 address, not a name
     */
    public ScriptedHealthCheck next(String address, Health... healths) {
        return next(parsed(address), healths);
    }

    /**
     * From now on a check of the address waits until its timeout and then finds it down, until something is {@link #set}. In
     * virtual time, let the scheduler hang instead. @return this
     */
    public ScriptedHealthCheck hang(InetAddress address) {
        return locked(() -> hanging.add(address));
    }

    /** How many times the address was checked. */
    public int checks(InetAddress address) {
        lock.lock();
        try {
            return checks.getOrDefault(address, 0);
        } finally {
            lock.unlock();
        }
    }

    /**
     * As {@link #checks(InetAddress)}.
     *
     * @param address an IPv4 or IPv6 address, not a name
     */
    public int checks(String address) {
        return checks(parsed(address));
    }

    private ScriptedHealthCheck locked(Runnable action) {
        lock.lock();
        try {
            action.run();
            changed.signalAll();
            return this;
        } finally {
            lock.unlock();
        }
    }

    private static InetAddress parsed(String address) {
        if (!address.matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
            throw new IllegalArgumentException("\"" + address + "\" is not an address");
        }
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("\"" + address + "\" is not an address", e);
        }
    }

    @Override
    public String toString() {
        return "scripted health check";
    }
}
