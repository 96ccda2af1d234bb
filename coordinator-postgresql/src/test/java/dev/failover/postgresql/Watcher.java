package dev.failover.postgresql;

import dev.failover.Failover;
import dev.failover.FailoverEvent;
import dev.failover.Service;
import dev.failover.ServiceStatus;
import dev.failover.Site;
import dev.failover.component.UnavailableException;
import dev.failover.coordination.Coordination;
import dev.failover.coordination.Coordinator;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.ServiceState;
import dev.failover.dns.RecordType;
import dev.failover.health.Health;
import dev.failover.health.Thresholds;
import dev.failover.health.Verdict;
import dev.failover.journal.StateStore;
import dev.failover.testkit.CoordinatorLine;
import dev.failover.testkit.InMemoryDnsProvider;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One of several that watch a site, or the only one, and when it knew what. */
final class Watcher implements AutoCloseable {
    static final String SERVICE = "www";
    static final String PROD = "203.0.113.10";

    private final Failover failover;
    private final AtomicBoolean dead = new AtomicBoolean();
    private volatile long downAt;

    /** @param terms nothing for one that decides alone */
    Watcher(
            String name,
            Coordination.@Nullable Builder terms,
            @Nullable Coordinator store,
            InMemoryDnsProvider zone,
            AtomicBoolean prodUp) {
        Failover.Builder builder = Failover.builder()
                .stateStore(StateStore.inMemory())
                .provider("zone", zone)
                .authorities(zone.authorities())
                .listener(this::on)
                .service(Service.builder(SERVICE)
                        .record("zone", SERVICE, RecordType.A, Duration.ofMinutes(1))
                        .ownership(name)
                        .site(Site.builder("prod").address(PROD).build())
                        .site(Site.builder("home").address("198.51.100.7").build())
                        .check((address, timeout) -> address.getHostAddress().equals(PROD) && !prodUp.get()
                                ? Health.down("off")
                                : Health.up("on"))
                        .thresholds(new Thresholds(
                                Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofMillis(500), 2, 1))
                        .policy(FailoverPolicy.builder()
                                .automaticFailback(true)
                                .failbackAfter(Duration.ofSeconds(2))
                                .maxSwitches(50, Duration.ofSeconds(1))
                                .build())
                        .build());
        if (terms != null && store != null) {
            builder.coordination(terms.watcher(name)
                    .coordinator(new CoordinatorLine(store, this::requireLife))
                    .build());
        }
        failover = builder.build();
        failover.start();
    }

    private void on(FailoverEvent event) {
        if (event instanceof FailoverEvent.VerdictChanged changed
                && changed.site().equals("prod")
                && changed.verdict() == Verdict.DOWN) {
            downAt = System.nanoTime();
        }
    }

    private void requireLife() {
        if (dead.get()) {
            throw new UnavailableException("dead");
        }
    }

    /** When it found prod to be down, by {@link System#nanoTime}; 0 before. */
    long downAt() {
        return downAt;
    }

    void forget() {
        downAt = 0;
    }

    /** Whether it has seen that this is in place. */
    boolean isAt(String site) {
        return failover.status(SERVICE)
                .map(ServiceStatus::state)
                .filter(state -> state.transition().isEmpty())
                .flatMap(ServiceState::assignment)
                .filter(assignment -> assignment.site().equals(site))
                .isPresent();
    }

    /** Who has the lease, as far as it knows. */
    Optional<String> holder() {
        return failover.status(SERVICE)
                .flatMap(ServiceStatus::coordinated)
                .flatMap(coordinated -> coordinated.lease().holder());
    }

    /** Gives nothing back, as one that is killed. */
    void kill() {
        dead.set(true);
        failover.close();
    }

    @Override
    public void close() {
        failover.close();
    }
}
