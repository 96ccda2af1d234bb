package dev.failover.benchmarks;

import dev.failover.decision.Connectivity;
import dev.failover.decision.Decision;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.ServiceState;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.Step;
import dev.failover.dns.Publication;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.health.Thresholds;
import dev.failover.health.Verdict;
import dev.failover.internal.decision.Decider;
import dev.failover.internal.decision.Elapsed;
import dev.failover.internal.decision.Punctuality;
import dev.failover.internal.decision.Reconciler;
import dev.failover.internal.decision.Reconciliation;
import dev.failover.internal.decision.Situation;
import dev.failover.internal.decision.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The decision core: one turn of the loop, in peace and in the moment in which a switch is decided. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(java.util.concurrent.TimeUnit.MICROSECONDS)
public class TurnBenchmark {
    private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    /** How many services have their turn. */
    @Param({"1", "100"})
    public int services = 1;

    private final FailoverPolicy policy = FailoverPolicy.defaults();
    private Known[] known = {};

    /** What is known of one service. */
    private static final class Known {
        private final ServiceState state;
        private final Surroundings seen;

        Known(int number) {
            Place place = new Place("dns", new RecordKey("www-" + number, RecordType.A));
            Placement primary = placement(place, "203.0.113.10");
            state = ServiceState.INITIAL.adopted("prod", NOW.minus(DAY), List.of(primary));
            RecordSet served = primary.recordSet();
            List<Publication.Answer> answers = List.of(
                    new Publication.Served("ns1", Optional.of(served)),
                    new Publication.Served("ns2", Optional.of(served)));
            seen = new Surroundings(
                    Map.of("prod", List.of(primary), "home", List.of(placement(place, "198.51.100.7"))),
                    List.of(place),
                    Map.of(place, new Publication(place.key(), answers)),
                    Map.of(),
                    Set.of(),
                    Set.of(),
                    Optional.empty());
        }

        private static Placement placement(Place place, String address) {
            return new Placement(place, RecordSet.of(place.key(), Duration.ofSeconds(60), address));
        }

        Situation situation(Reconciliation needed, Verdict primary) {
            return new Situation(
                    NOW,
                    state,
                    List.of(site("prod", primary), site("home", Verdict.UP)),
                    Connectivity.CONNECTED,
                    Punctuality.tolerating(Thresholds.defaults().tolerance()),
                    needed.facts(),
                    Duration.ZERO,
                    new Elapsed(NOW, DAY, Map.of()),
                    Optional.empty(),
                    Optional.empty());
        }

        private static SiteFacts site(String name, Verdict verdict) {
            boolean down = verdict == Verdict.DOWN;
            return new SiteFacts(
                    name,
                    verdict,
                    down ? Duration.ZERO : DAY,
                    Duration.ZERO,
                    "status 200",
                    down ? Optional.of(NOW.minusSeconds(10)) : Optional.empty(),
                    Optional.of(new SiteFacts.Freshness(
                            Duration.ZERO, Thresholds.defaults().recency())),
                    Duration.ZERO,
                    Optional.empty(),
                    new SiteFacts.AddressFact(true, name + " has an address"),
                    Optional.empty());
        }
    }

    /** Makes what is known of each service. */
    @Setup(Level.Trial)
    public void prepare() {
        known = new Known[services];
        for (int i = 0; i < services; i++) {
            known[i] = new Known(i);
        }
    }

    /** All is well, and stays as it is. */
    @Benchmark
    public void peace(Blackhole result) {
        for (Known service : known) {
            result.consume(decided(service, Verdict.UP));
        }
    }

    /** The primary is down: a switch is decided, and what it is to put in place. */
    @Benchmark
    public void failover(Blackhole result) {
        for (Known service : known) {
            Decision decision = decided(service, Verdict.DOWN);
            Step.Switch made = (Step.Switch) decision.step();
            ServiceState next = service.state.switched(made, NOW, Optional.empty(), Optional.empty());
            result.consume(Reconciler.reconcile(next, service.seen));
        }
    }

    private Decision decided(Known service, Verdict primary) {
        Reconciliation needed = Reconciler.reconcile(service.state, service.seen);
        return Decider.decide(policy, service.situation(needed, primary));
    }
}
