package dev.failover.health;

import dev.failover.internal.probe.Unattended;
import dev.failover.time.Outcome;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Finds at once what it is told to, one after the other, and knows whether it was allowed to resume a TLS session. */
public final class ScriptedCheck extends UnattendedHealthCheck {
    private final Queue<Health> found = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<Boolean> mayResume = new LinkedBlockingQueue<>();

    public void finds(List<Health> all) {
        found.addAll(all);
    }

    /** Whether it was allowed to the next time that it was asked. */
    public boolean nextMayResume() throws InterruptedException {
        Boolean next = mayResume.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("it is not asked");
        }
        return next;
    }

    @Override
    Optional<Unattended<Health>> unattended() {
        return Optional.of((question, listener) -> {
            Health next = found.poll();
            if (next != null) {
                mayResume.add(question.mayResume());
                listener.begins(System.nanoTime());
                listener.ends(new Outcome.Success<>(next), System.nanoTime(), Duration.ZERO);
            }
            return () -> {};
        });
    }

    @Override
    public Health check(InetAddress address, Duration timeout) {
        throw new AssertionError("monitors ask the other side of it");
    }
}
