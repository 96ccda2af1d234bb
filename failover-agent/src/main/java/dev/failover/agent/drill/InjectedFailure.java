package dev.failover.agent.drill;

import dev.failover.health.Health;
import dev.failover.health.HealthCheck;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * The check of one site, which finds the site down while a drill says so. The site is really asked each time, so that a probe takes
 * what a probe takes. Thread-safe as the real check is.
 */
public final class InjectedFailure implements HealthCheck {
    private final HealthCheck real;
    private volatile boolean injected;

    /** Nothing is wrong yet. */
    public InjectedFailure(HealthCheck real) {
        this.real = real;
    }

    @Override
    public Health check(InetAddress address, Duration timeout) throws InterruptedException {
        boolean down = injected;
        Health found = real.check(address, timeout);
        return down ? Health.down("a drill says so; really " + found.status() + ": " + found.detail()) : found;
    }

    /** From now on every probe that begins finds the site down. */
    public void inject() {
        injected = true;
    }

    /** From now on every probe that begins finds what is the case. */
    public void heal() {
        injected = false;
    }

    @Override
    public List<HealthCheck> parts() {
        return List.of(real);
    }

    @Override
    public String toString() {
        return real + ", with a failure that a drill injects";
    }
}
