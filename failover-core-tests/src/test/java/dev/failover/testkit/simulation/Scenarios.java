package dev.failover.testkit.simulation;

import dev.failover.decision.FailoverPolicy;
import dev.failover.dns.RecordType;
import dev.failover.health.Thresholds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Worlds made by hand: what leads to some bugs of watchers that share a store is too rare to be met by chance. */
public final class Scenarios {
    private static final Duration LONG = Duration.ofMinutes(3);

    private Scenarios() {}

    /** The holder has decided and can't write, and then the store is gone for longer than its lease. */
    public static SimulationPlan storeGoneWithinASwitch() {
        return three(
                false,
                fault(Fault.Kind.VENDOR_DOWN, 60, 0),
                fault(Fault.Kind.SITE_DOWN, 90, 0),
                fault(Fault.Kind.STORE_DOWN, 110, 0));
    }

    /** The store is gone when a site fails, and comes back. */
    public static SimulationPlan storeGone() {
        return three(false, fault(Fault.Kind.STORE_DOWN, 60, 0), fault(Fault.Kind.SITE_DOWN, 130, 0));
    }

    /** The same of watchers that all stand in one place, so that each is enough to leave a site. */
    public static SimulationPlan storeGoneInOnePlace() {
        return with(
                new CoordinationPlan(List.of("home", "home", "home"), List.of(), false, Optional.empty(), 0, times()),
                List.of(false),
                fault(Fault.Kind.STORE_DOWN, 60, 0),
                fault(Fault.Kind.SITE_DOWN, 130, 0));
    }

    /** All must agree; two are cut off from a site, and the third can't tell. */
    public static SimulationPlan unanimous() {
        return with(
                new CoordinationPlan(List.of("home", "gra", "vps"), List.of(), false, Optional.empty(), 3, times()),
                List.of(false),
                fault(Fault.Kind.LINK_TO_SITE, 90, 0),
                fault(Fault.Kind.LINK_TO_SITE, 90, 1),
                fault(Fault.Kind.CHECKS_UNKNOWN, 60, 2));
    }

    /** Somebody else changes the records as a site fails, so that the decision rests on an old view of them. */
    public static SimulationPlan overtaken() {
        return three(
                false,
                fault(Fault.Kind.SITE_DOWN, 90, 0),
                new Fault(Fault.Kind.FOREIGN_WRITE, Duration.ofMillis(94_000), Duration.ZERO, 0, 0, 0));
    }

    /** No vendor can be read when the watchers start. */
    public static SimulationPlan vendorDownAtFirst() {
        return three(false, fault(Fault.Kind.VENDOR_DOWN, 0, 0));
    }

    /** One of two zones does not take the decision of the holder, which gives the lease back. */
    public static SimulationPlan halfASwitch() {
        return twoZones(Fault.Kind.VENDOR_REFUSES);
    }

    /** One of two zones takes the decision of the holder, and always says that it has not. */
    public static SimulationPlan unconfirmedSwitch() {
        return twoZones(Fault.Kind.VENDOR_REPORTS_FAILURE);
    }

    /**
     * There, back by a human, and there again; then whoever decided that is cut off from the store, and the vendor does what it was sent
     * while the lease is another's.
     */
    public static SimulationPlan lateWithoutTheLease() {
        return three(
                false,
                brief(Fault.Kind.SITE_DOWN, 60, 30),
                new Fault(Fault.Kind.HUMAN_SWITCHES, Duration.ofSeconds(110), Duration.ZERO, 0, 0, 0),
                brief(Fault.Kind.VENDOR_IS_LATE, 145, 40),
                fault(Fault.Kind.SITE_DOWN, 150, 0),
                fault(Fault.Kind.LINK_TO_STORE, 157, 0));
    }

    private static SimulationPlan twoZones(Fault.Kind trouble) {
        return with(
                new CoordinationPlan(List.of("home", "gra", "vps"), List.of(), false, Optional.empty(), 0, times()),
                List.of(false, false),
                new Fault(trouble, Duration.ofSeconds(60), LONG, 0, 1, 0),
                fault(Fault.Kind.SITE_DOWN, 90, 0));
    }

    /** The holder dies; what it sent to a vendor that can't compare may still be on its way. */
    public static SimulationPlan holderDies() {
        return three(true, fault(Fault.Kind.KILL, 90, 0));
    }

    /** One watcher votes a site down and dies; a minute later another one alone is cut off from that site. */
    public static SimulationPlan voteOfADeadWatcher() {
        return three(
                false,
                fault(Fault.Kind.LINK_TO_SITE, 90, 1),
                fault(Fault.Kind.KILL, 110, 1),
                fault(Fault.Kind.LINK_TO_SITE, 160, 2));
    }

    /** Two watchers that stand in one place are cut off from a site together. */
    public static SimulationPlan onePlaceCutOff() {
        return with(
                new CoordinationPlan(
                        List.of("home", "home", "gra"), List.of("vps"), false, Optional.empty(), 2, times()),
                List.of(false),
                fault(Fault.Kind.LINK_TO_SITE, 90, 0),
                fault(Fault.Kind.LINK_TO_SITE, 90, 1),
                fault(Fault.Kind.CHECKS_UNKNOWN, 60, 2));
    }

    /** Whoever stands with the site is cut off from it as one other is. */
    public static SimulationPlan noWitness() {
        return with(
                new CoordinationPlan(List.of("gra", "home", "vps"), List.of(), false, Optional.of("gra"), 0, times()),
                List.of(false),
                fault(Fault.Kind.LINK_TO_SITE, 90, 0),
                fault(Fault.Kind.LINK_TO_SITE, 90, 1),
                fault(Fault.Kind.CHECKS_UNKNOWN, 60, 2));
    }

    /** A watcher that nobody else was told of, and one that was, are cut off from a site. */
    public static SimulationPlan stranger() {
        return with(
                new CoordinationPlan(List.of("home", "gra", "vps"), List.of("far"), true, Optional.empty(), 0, times()),
                List.of(false),
                fault(Fault.Kind.LINK_TO_SITE, 90, 0),
                fault(Fault.Kind.LINK_TO_SITE, 90, 2),
                fault(Fault.Kind.CHECKS_UNKNOWN, 60, 1));
    }

    /** The watcher stands still while the primary has not been back for long enough; it is back all the time. */
    public static SimulationPlan standsStillDuringTheHold() {
        return alone(
                FailoverPolicy.builder()
                        .automaticFailback(true)
                        .failbackAfter(Duration.ofMinutes(5))
                        .build(),
                brief(Fault.Kind.SITE_DOWN, 60, 60),
                brief(Fault.Kind.PROCESS_PAUSED, 150, 200));
    }

    /** The vendor carries a failover out after that was called off. */
    public static SimulationPlan lateAfterARetraction() {
        return alone(
                FailoverPolicy.defaults(),
                brief(Fault.Kind.VENDOR_IS_LATE, 60, 50),
                brief(Fault.Kind.SITE_DOWN, 90, 10));
    }

    private static SimulationPlan alone(FailoverPolicy policy, Fault... faults) {
        return with(Optional.empty(), 1, policy, List.of(false), Duration.ofMinutes(8), faults);
    }

    private static Fault brief(Fault.Kind kind, int at, int seconds) {
        return new Fault(kind, Duration.ofSeconds(at), Duration.ofSeconds(seconds), 0, 0, 0);
    }

    private static CoordinationPlan.Times times() {
        return new CoordinationPlan.Times(
                Duration.ofSeconds(45),
                Duration.ofSeconds(10),
                Duration.ofMillis(200),
                Duration.ofSeconds(4),
                Duration.ofSeconds(30));
    }

    private static Fault fault(Fault.Kind kind, int at, int watcher) {
        return new Fault(kind, Duration.ofSeconds(at), LONG, watcher, 0, 0);
    }

    private static SimulationPlan three(boolean staged, Fault... faults) {
        return with(
                new CoordinationPlan(List.of("home", "gra", "vps"), List.of(), false, Optional.empty(), 0, times()),
                List.of(staged),
                faults);
    }

    private static SimulationPlan with(CoordinationPlan coordination, List<Boolean> zones, Fault... faults) {
        return with(Optional.of(coordination), 3, FailoverPolicy.defaults(), zones, Duration.ofMinutes(5), faults);
    }

    private static SimulationPlan with(
            Optional<CoordinationPlan> coordination,
            int watchers,
            FailoverPolicy policy,
            List<Boolean> zones,
            Duration faultsEnd,
            Fault... faults) {
        return new SimulationPlan(
                1,
                2,
                0,
                watchers,
                coordination.isPresent(),
                false,
                coordination,
                false,
                zones,
                1,
                List.of(RecordType.A),
                Duration.ofMinutes(1),
                policy,
                Thresholds.builder()
                        .interval(Duration.ofSeconds(2))
                        .timeout(Duration.ofSeconds(1))
                        .fall(3)
                        .rise(2)
                        .build(),
                List.of(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                List.of(faults),
                faultsEnd,
                SimulationPlan.Ending.SITE_FAILS);
    }
}
