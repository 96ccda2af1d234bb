package dev.failover.sync;

import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.health.Health;
import dev.failover.health.HealthCheck;
import dev.failover.time.Durations;
import dev.failover.time.TimeSource;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Takes data that arrives for a sign of life of the site that it comes from: UP if the replica that the site feeds is young enough, DOWN if
 * it is not, UNKNOWN if its age is not known. It asks nothing over the network but where the replica is, so the address does not matter: it
 * is a check of the one site that feeds the replica, by {@code Site.Builder.check}. Immutable, and thread-safe as what finds out the age is.
 */
public final class ReplicaHealthCheck implements HealthCheck {
    private final ReplicaAge replica;
    private final Duration maxAge;
    private final InstantSource clock;

    /**
     * A check of the site that feeds this replica.
     *
     * @param maxAge how old the replica may be, counted from the start of the latest complete run (S10); more than zero
     */
    public static ReplicaHealthCheck of(ReplicaAge replica, Duration maxAge) {
        return new ReplicaHealthCheck(replica, maxAge, TimeSource.system());
    }

    /** @param clock what an age is measured by */
    ReplicaHealthCheck(ReplicaAge replica, Duration maxAge, InstantSource clock) {
        if (maxAge.isNegative() || maxAge.isZero()) {
            throw new IllegalArgumentException("must be more than zero, not " + Durations.format(maxAge));
        }
        this.replica = replica;
        this.maxAge = maxAge;
        this.clock = clock;
    }

    @Override
    public Health check(InetAddress address, Duration timeout) throws InterruptedException {
        ReplicaAge.Reading reading;
        try {
            reading = replica.read(timeout);
        } catch (ComponentException e) {
            return Health.unknown(Excerpt.of(e.getMessage()));
        }
        Instant now = clock.instant();
        Optional<Duration> age = reading.age(now);
        String sentence = Excerpt.of(reading.sentence(now));
        if (age.isEmpty()) {
            return Health.unknown(sentence);
        }
        return age.get().compareTo(maxAge) <= 0
                ? Health.up(sentence)
                : Health.down(sentence + ", and may be " + Durations.format(maxAge));
    }

    @Override
    public String toString() {
        return "replica check: " + Durations.format(maxAge) + " old at most";
    }
}
