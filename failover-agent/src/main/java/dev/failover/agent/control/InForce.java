package dev.failover.agent.control;

import dev.failover.agent.config.Configuration;
import dev.failover.component.Secret;
import dev.failover.internal.component.BugLog;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The configuration by which an agent is running, at first and after each reload. Thread-safe. */
public final class InForce implements AutoCloseable {
    /** Of those before, and of what is about to be in force. */
    private final Set<Secret> others = ConcurrentHashMap.newKeySet();

    private final BugLog bugs = new BugLog(InForce.class);
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private volatile Configuration configuration;

    /** If evidence is collected, its secrets are found now: a thousand services take a while, and when it is needed time is short. */
    public InForce(Configuration first) {
        configuration = first;
        if (!first.evidence().isEmpty()) {
            others.addAll(first.written().secrets());
        }
    }

    /** What is in force now. */
    public Configuration get() {
        return configuration;
    }

    /**
     * Runs this now and after each change, so that nobody has to look again and again.
     *
     * @param follower returns at once; called on the thread that makes the change. What it throws is logged
     */
    public void follow(Runnable follower) {
        followers.add(follower);
        tell(follower);
    }

    private void tell(Runnable follower) {
        try {
            follower.run();
        } catch (RuntimeException | Error e) {
            bugs.report("what follows the configuration", e);
        }
    }

    /** All that are secrets in what is in force, and what ever were: who was told of one may speak of it later. */
    public Set<Secret> secrets() {
        others.addAll(configuration.written().secrets());
        return Set.copyOf(others);
    }

    /** Some of it may be at work before all of it is, and even if the rest never is: its secrets are known from now on. */
    void expect(Configuration next) {
        others.addAll(configuration.written().secrets());
        others.addAll(next.written().secrets());
    }

    void set(Configuration next) {
        expect(next);
        configuration = next;
        followers.forEach(this::tell);
    }

    /** Closes what is in force then. */
    @Override
    public void close() {
        configuration.close();
    }
}
