package dev.failover.health;

import dev.failover.health.Health.Status;
import dev.failover.internal.probe.Unattended;
import dev.failover.time.Outcome;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** UP where another check is DOWN, and the other way round; what is not known stays so. Immutable, and thread-safe as the other is. */
final class InverseHealthCheck extends UnattendedHealthCheck {
    private final HealthCheck part;

    InverseHealthCheck(HealthCheck part) {
        this.part = part;
    }

    @Override
    public Health check(InetAddress address, Duration timeout) throws InterruptedException {
        return inverse(part.check(address, timeout));
    }

    @Override
    Optional<Unattended<Health>> unattended() {
        return Unattended.sideOf(part, Health.class)
                .map(side -> (question, listener) -> side.begin(question, inverse(listener)));
    }

    private Unattended.Listener<Health> inverse(Unattended.Listener<Health> listener) {
        return new Unattended.Listener<>() {
            @Override
            public void begins(long nanos) {
                listener.begins(nanos);
            }

            @Override
            public void ends(Outcome<Health> found, long nanos, Duration held) {
                listener.ends(
                        found.fold(health -> new Outcome.Success<>(inverse(health)), Outcome.Failure::new),
                        nanos,
                        held);
            }
        };
    }

    private Health inverse(Health health) {
        String found = CompositeHealthCheck.name(part) + ": " + health.detail();
        return switch (health.status()) {
            case UP -> new Health(Status.DOWN, "up, and must not be: " + found, health.certificateExpiry());
            case DOWN -> new Health(Status.UP, "down, as it must be: " + found, health.certificateExpiry());
            case UNKNOWN -> new Health(Status.UNKNOWN, found, health.certificateExpiry());
        };
    }

    @Override
    public List<HealthCheck> parts() {
        return List.of(part);
    }

    @Override
    public String toString() {
        return "not " + part;
    }
}
